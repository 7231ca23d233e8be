"""A text file as JSON with the line of every value: reading, writing, pointers, canonical JSON."""
