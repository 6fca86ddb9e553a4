"""All experiments of a repository, and branches, tags and commits beside them, read straight from git objects."""
