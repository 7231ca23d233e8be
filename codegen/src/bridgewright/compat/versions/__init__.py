"""A contract's versions, one after the other: steps, policy, consumers, changelog."""
