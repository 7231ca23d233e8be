"""The search for a value: branches of nodes, taken apart until one is closed or holds a value."""
