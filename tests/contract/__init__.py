"""Contract tests: producers, consumers and the HTTP API against what was generated from the contracts."""
