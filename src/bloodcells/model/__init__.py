"""The networks, and the file that a trained one is kept in."""
