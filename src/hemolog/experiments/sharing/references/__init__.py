"""References on git remotes and here: looked at, sent, brought, made."""
