"""How a network learns: feed, step, scores, curves, and the state from which a killed run goes on."""
