"""Where a team's data lies: the DVC remote, as keys and bytes. Nothing here knows of experiments, git or DVC."""
