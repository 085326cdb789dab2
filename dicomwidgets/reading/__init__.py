"""From whatever the user holds to pydicom datasets: tolerant, pixels deferred, warnings kept."""

from dicomwidgets.front_door import enter

enter()
