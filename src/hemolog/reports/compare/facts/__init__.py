"""What a comparison tells, as typed values that say nothing of how they are drawn."""
