"""Contract-first events for Amazon EventBridge."""
