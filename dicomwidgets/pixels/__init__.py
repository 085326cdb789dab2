"""Frames: how many, one stored frame at a time, a cache with a byte budget."""

from dicomwidgets.front_door import enter

enter()
