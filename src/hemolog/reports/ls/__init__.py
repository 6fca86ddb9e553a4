"""What `hemolog ls` shows of a history: its facts, then a table, JSON or CSV."""
