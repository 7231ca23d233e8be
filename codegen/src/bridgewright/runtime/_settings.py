"""What a project sets for its bindings. In a generated package, this module is generated."""

ENTRY_LIMIT = 1_000_000
"""Bytes: the largest PutEvents entry, and the largest request, that the bus takes."""
