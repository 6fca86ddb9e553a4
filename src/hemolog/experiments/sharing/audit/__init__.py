"""Whether what experiments point at is there."""
