"""Where keys are kept: for the user alone, whole or not at all."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from dicomwidgets.deidentification.mapping.key_store import keep_secret, kept_secret, keys_folder
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from pathlib import Path

NAME, SECRET = "0123456789abcdef", bytes(range(32))
posix = pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")


@posix
def test_only_the_user_can_read_a_key(state: Path) -> None:
    file = keep_secret(NAME, SECRET)
    assert file.is_relative_to(state)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@posix
def test_a_key_that_others_can_read_is_refused(state: Path) -> None:
    keep_secret(NAME, SECRET).chmod(0o644)
    assert state.exists()
    with pytest.raises(ArgumentError, match="read by others"):
        kept_secret(NAME)


@pytest.mark.usefixtures("state")
def test_many_at_once_keep_one_whole_key_and_nothing_else() -> None:
    with ThreadPoolExecutor(8) as pool:
        files = set(pool.map(lambda _: keep_secret(NAME, SECRET), range(40)))
    assert kept_secret(NAME) == SECRET
    assert list(keys_folder().iterdir()) == list(files)


@pytest.mark.usefixtures("state")
@pytest.mark.parametrize("name", [NAME, "../../etc/passwd", "", "0123456789ABCDEF"])
def test_what_was_not_kept_is_not_found(name: str) -> None:
    assert kept_secret(name) is None


@pytest.mark.usefixtures("state")
def test_half_a_key_is_none() -> None:
    keep_secret(NAME, SECRET).write_text("zz")
    assert kept_secret(NAME) is None


def test_a_folder_that_can_not_be_made_is_told(state: Path) -> None:
    state.write_text("in the way")
    with pytest.raises(ArgumentError, match="can't be kept"):
        keep_secret(NAME, SECRET)
