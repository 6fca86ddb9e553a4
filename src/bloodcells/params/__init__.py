"""`params.yaml`, one typed class a stage, read by that stage alone."""
