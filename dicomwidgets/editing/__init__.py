"""Changes to DICOM objects as rows, and files saved with all that was not touched as it was."""

from dicomwidgets.front_door import enter

enter()
