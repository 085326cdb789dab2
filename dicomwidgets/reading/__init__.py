"""From whatever the user holds to pydicom datasets: tolerant, pixels deferred, warnings kept."""

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401
