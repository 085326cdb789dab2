"""Pages that show widgets without a kernel: what is in them, and how they are written."""
