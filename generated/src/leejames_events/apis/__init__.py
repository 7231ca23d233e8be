"""The bodies of HTTP APIs, a package per API."""
