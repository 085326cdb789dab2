"""Changes to DICOM objects as rows, and files saved with all that was not touched as it was."""

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
