"""Subscriptions as rules and messages, and patterns against contracts: what can match, and what can't."""
