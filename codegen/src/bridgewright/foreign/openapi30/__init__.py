"""Any schema in the words of OpenAPI 3.0: what that dialect lacks is said by what it has, or is a finding."""
