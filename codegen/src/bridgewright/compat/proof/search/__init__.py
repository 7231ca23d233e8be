"""The search for a value: branches of literals, taken apart until each is closed or a value comes of one."""
