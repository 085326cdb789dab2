"""Decoders behind pydicom's plugin interface, ours alone: pydicom's own are left as they are."""
