"""What may not be deleted, since something still leads to it."""
