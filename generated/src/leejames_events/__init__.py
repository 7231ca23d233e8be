"""Bindings of events, commands and APIs. Generated: edits are lost."""
