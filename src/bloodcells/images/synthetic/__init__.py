"""Drawn smears of blood: a data set that needs no network, no account and no patient."""
