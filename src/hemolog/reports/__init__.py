"""What is shown: facts first, as values that tests compare; drawing second."""
