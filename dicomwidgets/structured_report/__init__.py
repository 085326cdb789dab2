"""What DICOM holds besides images: reports, recordings over time, documents."""

from __future__ import annotations

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
