"""Experiments between clones: data first, references after; what is where, and what may go."""
