"""Tables of the standard and our explanations of them, searchable."""

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
