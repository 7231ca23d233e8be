"""What each consumer subscribes to, a module per consumer."""
