"""What the tests of the mapping have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the user's state directory of this test, which does not exist yet."""
    folder = tmp_path / "state"
    monkeypatch.setattr(
        "platformdirs.user_state_path",
        lambda *_, **__: folder / "dicomwidgets",
    )
    return folder
