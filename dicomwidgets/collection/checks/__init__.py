"""What is wrong with a collection: what no file tells by itself."""

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
