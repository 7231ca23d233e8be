"""The comparison operators of a leaf, one module per family.

Every operator is a frozen dataclass with `matches(value)` (a scalar of an event), `spell()` (its JSON in a
canonical pattern) and `describe()` (what would match, in words).
"""
