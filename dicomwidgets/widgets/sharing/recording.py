"""Questions that are asked ahead, and kept with their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import DicomWidgetsError
from dicomwidgets.privacy import MASK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dicomwidgets.widgets._base import DicomWidget
    from dicomwidgets.widgets.sharing.keeping import Blobs

__all__ = ["recorded_answers"]

_MOST_EXPLAINED = 1000
"""Rows of a header of which all is kept that is told of them."""

Recorded = dict[str, Any]


def recorded_answers(
    widget: DicomWidget, archive: Mapping[str, Any], chosen: Sequence[int], blobs: Blobs
) -> list[Recorded]:
    """Return what a page is to answer word for word.

    Parameters
    ----------
    widget
        As it is now.
    archive
        What is kept of it so far: rows of a header masked, frames under their places.
    chosen
        The frames that are kept.
    blobs
        Buffers of the page, to which those of the answers are added.
    """
    asked = _Asking(widget, blobs)
    if "get_stages" in widget.commands:
        for place, index in enumerate(chosen):
            asked.ask("get_stages", {"index": index}, as_args={"index": place}, image=True)
    if "get_trial" in widget.commands:
        _try_all(asked, archive, chosen)
        asked.ask("get_code", {})  # names no file
    if "get_explanation" in widget.commands:
        _explain(asked, archive)
    return asked.recorded


class _Asking:
    """Asks a widget and keeps what it says."""

    def __init__(self, widget: DicomWidget, blobs: Blobs) -> None:
        self.widget = widget
        self.recorded: list[Recorded] = []
        self._blobs = blobs

    def ask(
        self,
        command: str,
        args: Mapping[str, Any],
        *,
        as_args: Mapping[str, Any] | None = None,
        image: bool = False,
    ) -> Any:
        """Keep the answer under other arguments, where frames have other numbers; return it."""
        answer = self.answer(command, args)
        if answer is None:
            return None
        result, buffers = answer
        keep = self._blobs.keep_image if image else self._blobs.keep
        kept = [keep(*each) for each in zip(buffers, result.get("buffers", ()), strict=True)]
        renamed = {**result, **{k: v for k, v in (as_args or {}).items() if k in result}}
        self.put(command, as_args or args, renamed, kept)
        return renamed

    def answer(self, command: str, args: Mapping[str, Any]) -> Any:
        """Return result and buffers, or ``None`` where the widget can't say."""
        try:
            return getattr(self.widget, self.widget.commands[command])(args)
        except DicomWidgetsError:
            return None

    def put(
        self, command: str, args: Mapping[str, Any], result: Any, kept: Sequence[Any] = ()
    ) -> None:
        """Keep an answer."""
        self.recorded.append(
            {"command": command, "args": dict(args), "result": result, "kept": list(kept)}
        )


def _try_all(asked: _Asking, archive: Mapping[str, Any], chosen: Sequence[int]) -> None:
    """Keep the trial that is shown, and every transfer syntax that loses nothing."""
    syntaxes = asked.answer("get_syntaxes", {})[0]["syntaxes"]
    lossless = [each for each in syntaxes if not each["parameters"] and not each["install"]]
    shown = {name: getattr(asked.widget, name) for name in ("to", "parameter", "amount")}
    there = [each for each in syntaxes if each in lossless or each["keyword"] == shown["to"]]
    asked.put("get_syntaxes", {}, {"syntaxes": [_at_one(each, shown) for each in there]})
    for frame in archive["frames"]:
        place = frame["info"]["index"]
        args = {"index": chosen[place], **shown, "pixels": True}
        if shown["parameter"] is not None:
            asked.ask("get_trial", args, as_args={**args, "index": place}, image=True)
        for each in lossless:
            _try_lossless(asked, each["keyword"], chosen[place], frame)


def _at_one(syntax: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of a transfer syntax of which one amount was tried."""
    tried = [each for each in syntax["parameters"] if each["name"] == shown["parameter"]]
    amount = shown["amount"]
    ends = {"least": amount, "most": amount, "usual": amount}
    return {**syntax, "parameters": [{**each, **ends} for each in tried]}


def _try_lossless(asked: _Asking, to: str, index: int, frame: Mapping[str, Any]) -> None:
    """Keep a trial whose pixels are those of the frame."""
    args = {"index": index, "to": to, "parameter": None, "amount": None, "pixels": False}
    answer = asked.answer("get_trial", args)
    if answer is None or not answer[0]["lossless"]:
        return
    args, kept = {**args, "index": frame["info"]["index"]}, _kept_of(frame)
    result = {**answer[0], "index": args["index"]}
    asked.put("get_trial", args, result)
    with_pixels = {**result, "buffers": [kept["buffer"]]}
    asked.put("get_trial", {**args, "pixels": True}, with_pixels, [kept])


def _kept_of(frame: Mapping[str, Any]) -> dict[str, Any]:
    return {name: frame[name] for name in ("blob", "form", "buffer")}


def _explain(asked: _Asking, archive: Mapping[str, Any]) -> None:
    """Keep what the standard says of each element, and what is wrong with the object."""
    rows = archive["rows"]["rows"] if archive["rows"] else []
    hidden = {row["id"] for row in rows if MASK in (row["value"], row["raw"], row["problem"])}
    for row in rows[:_MOST_EXPLAINED]:
        answer = asked.answer("get_explanation", {"id": row["id"]}) if row["vr"] else None
        if answer is not None:
            values = [] if row["id"] in hidden else answer[0]["values"]
            creator = answer[0]["creator"] and row["creator"]
            told = {**answer[0], "values": values, "creator": creator}
            asked.put("get_explanation", {"id": row["id"]}, told)
    answer = asked.answer("get_problems", {})
    if answer is not None:
        problems = [*_problems(answer[0]["problems"], hidden)]
        asked.put("get_problems", {}, {**answer[0], "problems": problems})


def _problems(problems: Sequence[Mapping[str, Any]], hidden: set[int]) -> Iterator[dict[str, Any]]:
    """Yield what is wrong; what is said of a value that is masked may quote it."""
    for each in problems:
        yield {**each, "message": MASK, "why": ""} if each["id"] in hidden else dict(each)
