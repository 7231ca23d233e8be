"""The bindings' own code: generated packages hold a copy of these modules, and `bind` imports them here.

They import each other, pydantic and the standard library alone.
"""
