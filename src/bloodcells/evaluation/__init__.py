"""How good a model is on images it never saw, and how sure of that one can be."""
