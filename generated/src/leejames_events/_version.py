"""The version of the contracts that these bindings were generated from."""

__version__ = "1.7.0"
