"""A dataset as rows by path; how values are formatted, which are masked."""
