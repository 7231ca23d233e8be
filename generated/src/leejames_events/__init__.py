"""Bindings of events, commands and APIs. Generated: edits are lost."""

from ._start import start as _start

_start()
