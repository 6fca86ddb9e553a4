"""Experiments: run, recorded as commits, searched, read back."""
