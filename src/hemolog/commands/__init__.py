"""The verbs of the command line, one module each: what is asked for, who is called, what is printed."""
