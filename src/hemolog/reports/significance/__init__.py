"""How sure a comparison of two models is: statistics of paired units, which know nothing of git, runs or reports."""
