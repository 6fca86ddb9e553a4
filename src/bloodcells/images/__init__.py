"""Images on their way from an archive to the arrays that a model reads."""
