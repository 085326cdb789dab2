"""What is wrong with a DICOM object, element by element: why it matters, what to do."""

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
