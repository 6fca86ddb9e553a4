"""`python -m hemolog` is `hemolog`."""

from hemolog.cli import main

if __name__ == "__main__":  # Worker processes import this module too.
    main()
