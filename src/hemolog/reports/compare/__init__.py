"""Two states of a repository beside each other: what changed, and whether it is better."""
