"""Metadata out of files: one row an element or one row a file, as text, JSON, CSV or data frame."""

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
