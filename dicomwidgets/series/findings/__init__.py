"""What is wrong with a series as a whole: one file a kind of finding."""

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
