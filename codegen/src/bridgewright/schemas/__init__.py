"""JSON Schema, once: dialects, keywords, formats, references, equality, types, and the judge."""
