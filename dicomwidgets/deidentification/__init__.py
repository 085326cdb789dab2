"""What an anonymization would change, and why."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dicomwidgets.front_door import enter

if TYPE_CHECKING:
    from dicomwidgets.deidentification.mapping import kept_key
    from dicomwidgets.deidentification.plan_rows import Plan, PlanRow
    from dicomwidgets.deidentification.planning import plan

__all__ = ["Plan", "PlanRow", "kept_key", "plan"]

enter()

# On first use: a process that only writes files shows no plan.
_HOMES = {
    "Plan": "plan_rows",
    "PlanRow": "plan_rows",
    "kept_key": "mapping",
    "plan": "planning",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
