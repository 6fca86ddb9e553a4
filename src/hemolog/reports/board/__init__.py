"""The board: facts of all runs first, drawn after as one page."""
