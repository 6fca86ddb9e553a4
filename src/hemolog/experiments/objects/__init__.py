"""What an experiment points at, read straight from git: outputs, the objects that hold them, run-cache entries."""
