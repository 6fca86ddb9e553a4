"""`python -m hemolog` is `hemolog`."""

from hemolog.cli import main

main()
