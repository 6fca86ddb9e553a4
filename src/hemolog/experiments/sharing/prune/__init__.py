"""Models that can be made again: which may go, and how they go."""
