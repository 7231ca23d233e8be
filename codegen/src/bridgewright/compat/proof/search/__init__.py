"""Is there a value? Branches of nodes, taken apart until one is closed or holds a value."""
