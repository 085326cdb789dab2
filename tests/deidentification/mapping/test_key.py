"""Keys: what they are made of, what they tell, which one a run gets."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from dicomwidgets.deidentification.mapping.key import Key, kept_key, key_for, session_key
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from pathlib import Path

SECRET = bytes(range(32))


def test_a_key_tells_its_fingerprint_only() -> None:
    key = Key(SECRET)
    assert repr(key) == str(key) == f"Key({key.fingerprint})"
    assert len(key.fingerprint) == 16
    assert SECRET.hex() not in repr(vars(type(key))) + repr(key)
    assert not hasattr(key, "__dict__")


def test_a_key_travels_to_other_processes() -> None:
    key = Key(SECRET)
    again = pickle.loads(pickle.dumps(key))  # noqa: S301 - what the test has made itself
    assert again == key
    assert hash(again) == hash(key)
    assert again != Key(SECRET[::-1])


def test_what_one_purpose_tells_says_nothing_of_another() -> None:
    assert Key(SECRET).derived("uid") != Key(SECRET).derived("subject")


def test_a_text_and_its_bytes_are_the_same_secret() -> None:
    assert key_for("correct horse") == key_for(b"correct horse") != key_for("Correct horse")


def test_a_long_secret_is_taken_as_it_is() -> None:
    assert key_for(b"x" * 64) == key_for(b"x" * 64) != key_for(b"x" * 63)


@pytest.mark.parametrize("empty", [b"", "", "   "])
def test_an_empty_key_is_refused(empty: bytes | str) -> None:
    with pytest.raises(ArgumentError, match="empty"):
        key_for(empty)


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ArgumentError, match="32 bytes"):
        Key(b"short")


def test_a_fresh_key_is_kept_when_something_is_written_under_it(
    state: Path, tmp_path: Path
) -> None:
    fresh = Key.fresh()
    assert key_for(fresh) == fresh != Key.fresh()
    assert not state.exists()
    with pytest.raises(ArgumentError, match="not kept"):
        kept_key(fresh.fingerprint)
    key_for(fresh, tmp_path / "out")
    assert kept_key(fresh.fingerprint) == fresh
    with pytest.raises(ArgumentError, match="holds the folder"):
        key_for(Key.fresh(), tmp_path)


def test_without_target_the_key_lives_in_the_session(state: Path) -> None:
    assert key_for() is session_key()
    assert not state.exists()


def test_a_fresh_key_is_kept_outside_of_the_target(state: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    key, other = key_for(None, target), key_for(None, target)
    assert key != other
    assert not target.exists()
    kept = {file.stem for file in state.rglob("*.key")}
    assert kept == {key.fingerprint, other.fingerprint}


def test_a_resumed_run_gets_its_key_again(state: Path, tmp_path: Path) -> None:
    key = key_for(None, tmp_path / "target")
    assert state.exists()
    assert key_for(None, tmp_path / "target", fingerprint=key.fingerprint) == key
    assert key_for(key, fingerprint=key.fingerprint) == key


def test_a_resumed_run_without_its_key_is_refused(state: Path, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="not kept on this machine") as refused:
        key_for(None, tmp_path / "target", fingerprint="0123456789abcdef")
    assert "key=" in (refused.value.remedy or "")
    assert not state.exists()


def test_a_resumed_run_with_another_key_is_refused() -> None:
    with pytest.raises(ArgumentError, match="another one"):
        key_for(b"one" * 20, fingerprint=key_for(b"two" * 20).fingerprint)


def test_a_given_key_is_not_kept(state: Path, tmp_path: Path) -> None:
    key_for("mine", tmp_path / "target")
    assert not state.exists()


def test_a_target_around_the_keys_is_refused(state: Path, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="folder in which keys are kept"):
        key_for(None, tmp_path)
    assert not state.exists()
