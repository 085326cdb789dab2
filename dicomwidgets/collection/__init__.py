"""Many files: what was found, what was skipped, what can't be read."""
