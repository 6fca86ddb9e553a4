"""The board: all experiments of a repository in one HTML page. Facts first, drawn after."""
