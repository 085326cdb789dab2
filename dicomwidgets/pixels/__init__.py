"""Frames: how many, one stored frame at a time, a cache with a byte budget."""
