"""What the tabs of the board show, as values that JSON holds; nothing here draws."""
