"""A dataset as rows by path; how values are formatted, which are masked."""

from dicomwidgets.front_door import enter

enter()
