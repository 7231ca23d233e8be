"""The normal form: a schema of any dialect as a graph of nodes, each of which says one thing."""
