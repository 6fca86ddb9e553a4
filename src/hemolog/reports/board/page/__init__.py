"""A board's facts -> one HTML file that loads nothing from anywhere."""
