"""The proof that no value fits one schema and not the other, or such a value."""
