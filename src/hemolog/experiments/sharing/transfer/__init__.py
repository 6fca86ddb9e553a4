"""Experiments on their way: push, pull, and what both stand on."""
