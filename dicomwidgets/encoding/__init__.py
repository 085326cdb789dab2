"""The bytes of a file, before they are elements."""
