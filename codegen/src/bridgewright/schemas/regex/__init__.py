"""Regular expressions of ECMA-262: one syntax, and what it says as strings, samples, lengths and Python."""
