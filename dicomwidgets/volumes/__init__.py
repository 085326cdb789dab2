"""Volumes: the frames of a series as one array, and where each voxel lies."""

from __future__ import annotations

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
