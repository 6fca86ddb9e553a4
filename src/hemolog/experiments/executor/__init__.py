"""Where trials run: this process or others."""
