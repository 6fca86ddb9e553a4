"""What is noted of experiments after they were recorded, and how clones come to the same notes."""
