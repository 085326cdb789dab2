"""An archive in which much is wrong, and the list of what: to teach and to test with."""

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
