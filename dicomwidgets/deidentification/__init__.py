"""What an anonymization would change, and why."""

# By its front door: threads that enter it by different modules meet half-loaded ones.
import pydicom  # noqa: F401

from dicomwidgets.deidentification.mapping import kept_key
from dicomwidgets.deidentification.plan_rows import Plan, PlanRow
from dicomwidgets.deidentification.planning import plan

__all__ = ["Plan", "PlanRow", "kept_key", "plan"]
