"""The data of each run, unit by unit, as its index lists it."""
