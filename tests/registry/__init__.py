"""Plan and push, tested against the Schema Registry of local AWS."""
