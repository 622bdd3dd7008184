"""The shelf of backends: one contract, an engine on disk, and one in memory that says what is right."""
