from __future__ import annotations

import logging
import threading
import warnings

import pytest
from pydicom.misc import warn_and_log

from dicomwidgets.reading.kept_warnings import kept_warnings


def test_keeps_each_warning_once_and_prints_none(capfd: pytest.CaptureFixture[str]) -> None:
    with kept_warnings() as kept:
        warn_and_log("first")
        warn_and_log("first")
        warnings.warn("second", DeprecationWarning, stacklevel=1)
    assert kept == ["first", "second"]
    assert capfd.readouterr() == ("", "")


def test_inner_listener_hears_what_the_outer_does_not() -> None:
    with kept_warnings() as outer:
        with kept_warnings() as inner:
            warn_and_log("inside")
        warn_and_log("outside")
    assert (inner, outer) == (["inside"], ["outside"])


def test_afterwards_warnings_take_their_usual_way() -> None:
    with kept_warnings():
        warn_and_log("kept")
    with pytest.warns(UserWarning, match="mine"):
        warnings.warn("mine", stacklevel=1)


def test_wins_over_filters_that_the_user_set_later() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with kept_warnings() as kept:
            warn_and_log("kept")
    assert kept == ["kept"]


def test_what_was_warned_before_is_still_kept() -> None:
    for _ in range(2):
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            with warnings.catch_warnings(record=True):
                warn_and_log("again")
            with kept_warnings() as kept:
                warn_and_log("again")
        assert kept == ["again"]


def test_the_users_log_hears_nothing_of_it(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "pydicom"), kept_warnings():
        warn_and_log("a patient's name")
    assert not caplog.records


def test_other_threads_are_left_alone() -> None:
    heard: dict[str, list[str]] = {}
    ready, done = threading.Barrier(2, timeout=30), threading.Barrier(2, timeout=30)

    def keep(name: str) -> None:
        with kept_warnings() as kept:
            ready.wait()
            for number in range(200):
                warn_and_log(f"{name} {number}")
            done.wait()
        heard[name] = kept

    threads = [threading.Thread(target=keep, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {name: [f"{name} {number}" for number in range(200)] for name in "ab"}


def test_a_thread_that_does_not_listen_still_warns() -> None:
    errors: list[Warning] = []

    def warn() -> None:
        try:
            warnings.warn("loud", stacklevel=1)
        except UserWarning as warning:
            errors.append(warning)

    with kept_warnings() as kept:
        thread = threading.Thread(target=warn)
        thread.start()
        thread.join()
    assert kept == []
    assert len(errors) == 1


def test_the_filter_stands_once_however_often_it_is_put_in_front() -> None:
    with warnings.catch_warnings():
        for _ in range(5):
            warnings.simplefilter("error")
            with kept_warnings():
                pass
            warnings.simplefilter("default")
        with kept_warnings():
            ours = [
                entry for entry in warnings.filters if type(entry[1]).__name__ == "_KeptMessage"
            ]
    assert len(ours) == 1


@pytest.mark.parametrize("name", ["pixels.decoders.base", "pixels.utils"])
def test_loggers_below_pydicoms_are_heard_too(name: str, caplog: pytest.LogCaptureFixture) -> None:
    with kept_warnings() as kept:
        logging.getLogger(f"pydicom.{name}").warning("odd pixels")
    assert kept == ["odd pixels"]
    assert not caplog.records
