"""What is in an archive, on one page."""
