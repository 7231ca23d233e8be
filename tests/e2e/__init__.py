"""The whole system, end to end, on a local AWS that enforces every policy."""
