"""Where a notebook program keeps the session in the thread, panes are made in that session."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from dicomwidgets.widgets._session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

here = threading.local()


@dataclass
class Context:
    """What marimo keeps: it is changed as other cells run."""

    cell: str

    @contextmanager
    def install(self) -> Iterator[None]:
        before, here.context = getattr(here, "context", None), self
        try:
            yield
        finally:
            here.context = before


@pytest.fixture
def context(monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    module = ModuleType("marimo._runtime.context")
    module.safe_get_context = lambda: getattr(here, "context", None)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "marimo._runtime.context", module)
    with Context("the viewer's").install():
        yield here.context


def on_another_thread(session: Session) -> str | None:
    seen: list[str | None] = []

    def work() -> None:
        seen.append(session.run(lambda: getattr(getattr(here, "context", None), "cell", None)))
        assert getattr(here, "context", None) is None

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return seen[0]


def test_another_thread_works_in_the_cell_that_made_the_widget(context: Context) -> None:
    session = Session()
    context.cell = "a later one"
    assert on_another_thread(session) == "the viewer's"


def test_where_there_is_no_session_nothing_is_installed() -> None:
    assert on_another_thread(Session()) is None
