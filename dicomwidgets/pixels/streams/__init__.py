"""Readers of the headers of compressed frames: bytes to facts, nothing decoded."""
