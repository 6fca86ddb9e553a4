"""What can go wrong in the tracker, told to the person who can mend it.

HemologError
"""


class HemologError(Exception):
    """One line for the user: the cause, then the way out."""
