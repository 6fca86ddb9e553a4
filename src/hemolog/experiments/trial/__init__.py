"""The way of a trial: a private checkout, stages run in it, what they made."""
