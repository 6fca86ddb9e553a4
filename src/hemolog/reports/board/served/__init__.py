"""`hemolog board --serve`: the page from a server on this machine, which tells it what is new."""
