"""What became of one item of a job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Result", "in_order"]

ItemT = TypeVar("ItemT")
ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True, repr=False)
class Result(Generic[ItemT, ValueT]):
    """What became of one item.

    Parameters
    ----------
    number
        Its place among the items, from 0.
    item
        The item.
    value
        What the work gave; ``None`` where it failed.
    error
        Why it failed: what the work raised, or a `JobError` when it killed its worker twice.
    """

    number: int
    item: ItemT
    value: ValueT | None = None
    error: BaseException | None = None

    def unwrap(self) -> ValueT:
        """Return the value, or raise the error."""
        if self.error is not None:
            raise self.error
        return cast("ValueT", self.value)

    def __repr__(self) -> str:
        what = "done" if self.error is None else type(self.error).__name__
        return f"Result({self.number}, {what})"


def in_order(results: Iterable[Result[ItemT, ValueT]]) -> Iterator[Result[ItemT, ValueT]]:
    """Yield results in the order of their items; those that come early wait."""
    early: dict[int, Result[ItemT, ValueT]] = {}
    due = 0
    for result in results:
        early[result.number] = result
        while due in early:
            yield early.pop(due)
            due += 1
    # Of a job that was cancelled, items may be missing in between.
    yield from (early[number] for number in sorted(early))
