"""The official JSON-Schema-Test-Suite, asked of `bind` and `compare`: `nox -s suite`."""
