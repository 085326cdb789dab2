"""What an anonymization would change, and why."""

from dicomwidgets.deidentification.plan_rows import Plan, PlanRow, PreviewRow
from dicomwidgets.deidentification.planning import plan

__all__ = ["Plan", "PlanRow", "PreviewRow", "plan"]
