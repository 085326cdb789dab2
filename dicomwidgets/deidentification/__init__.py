"""What an anonymization would change, and why."""
