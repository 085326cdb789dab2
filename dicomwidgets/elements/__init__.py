"""A dataset as rows by path; how values are formatted, which are masked."""

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
