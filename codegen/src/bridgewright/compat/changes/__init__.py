"""What changed between two schemas: places that differ, the rules they fall under, and how each is told."""
