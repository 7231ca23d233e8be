"""A schema as nodes of a normal form, in which every keyword is said by a few."""
