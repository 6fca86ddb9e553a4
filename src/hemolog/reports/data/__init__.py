"""The units of data that an index lists, and what two of them have otherwise."""
