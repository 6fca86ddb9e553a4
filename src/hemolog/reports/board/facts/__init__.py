"""What the page shows, one module an idea: typed values that say nothing of HTML."""
