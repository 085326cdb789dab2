"""Frames: how many, one stored frame at a time, a cache with a byte budget."""

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
