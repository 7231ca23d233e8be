"""What a project says: events, commands, APIs, subscriptions, settings, and the catalog built of its files."""
