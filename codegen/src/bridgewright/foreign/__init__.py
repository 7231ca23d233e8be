"""Other people's events: documents in any dialect, what events they hold, and contracts made of them."""
