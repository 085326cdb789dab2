"""New bytes for old: one pass over a file that copies what stays and writes what changes."""
