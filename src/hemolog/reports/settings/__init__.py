"""What several reports are told by sections of params.yaml."""
