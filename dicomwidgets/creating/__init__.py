"""DICOM made of arrays and images: the right object, its identity, its geometry, its pixels."""

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
