"""The tracker: experiments as git commits. Knows git and DVC; nothing of cells."""
