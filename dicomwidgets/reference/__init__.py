"""Tables of the standard and our explanations of them, searchable."""
