"""Files in another transfer syntax: compressed, decompressed, and told truly (PS3.5 8, A)."""
