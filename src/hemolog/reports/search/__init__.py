"""What a search shows while it runs and when it ends: `view` draws the facts of `progress` and `summary`."""
