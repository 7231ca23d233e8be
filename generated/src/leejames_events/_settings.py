"""What the project sets for its bindings. Generated: edits are lost."""

ENTRY_LIMIT = 1_000_000
"""Bytes: the largest PutEvents entry, and the largest request, that the bus takes."""
