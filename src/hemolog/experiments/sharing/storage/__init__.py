"""What experiments and searches take up."""
