"""Finds a value that fits one schema and not the other, or proves that there is none."""
