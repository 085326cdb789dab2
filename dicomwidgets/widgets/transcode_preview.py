"""What a transfer syntax does to an image: before, after, what differs, and how small it gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from dicomwidgets.transcoding.choice import choice_for
from dicomwidgets.transcoding.syntaxes import WRITABLE, syntax_for
from dicomwidgets.widgets._frame_by_frame import FrameByFrame
from dicomwidgets.widgets._frame_feed import refuse_large
from dicomwidgets.widgets._traits import BrowserChoice, BrowserFloat
from dicomwidgets.widgets._trial_feed import PARAMETERS, syntaxes, trial_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.transcoding.syntaxes import Syntax
    from dicomwidgets.widgets._base import Reply

__all__ = ["TranscodePreview"]

_OF_KEYWORD = {each.keyword: each for each in WRITABLE.values()}
_USUAL = "JPEG2000"
_GIVEN = frozenset({*PARAMETERS, "parameter", "amount"})


class TranscodePreview(FrameByFrame):
    """An image before and after it is compressed, with what differs and what it costs.

    The frame shown is encoded and decoded again in the kernel; nothing is written.
    `dicomwidgets.transcode` writes files.

    Parameters
    ----------
    x
        Anything that holds DICOM images: path, folder, glob, zip, DICOMDIR, bytes, file object,
        `Dataset`, list of these, `Series`, `FrameSource`.
    to
        The transfer syntax, by keyword, UID or name; JPEG 2000 by default.
    quality, near, ratio, psnr, max_error
        How much may be lost, as for `dicomwidgets.transcode`; by default what is usual.
    **traits
        Initial values of the traits below, and ``layout``.

    Raises
    ------
    ArgumentError
        When `x` is no kind of thing that holds DICOM, the transfer syntax can't be meant, or a
        keyword is unknown. What is wrong with the files is shown in the widget instead.
    MissingPackageError
        If no encoder is installed, with the install line.

    Examples
    --------
    >>> preview = dicomwidgets.TranscodePreview("CT/", to="JPEG2000", ratio=20)  # doctest: +SKIP
    >>> preview.settings                                                         # doctest: +SKIP
    {'to': 'JPEG2000', 'ratio': 20.0}
    """

    commands: ClassVar[Mapping[str, str]] = {
        **FrameByFrame.commands,
        "get_syntaxes": "_get_syntaxes",
        "get_trial": "_get_trial",
        "get_code": "_get_code",
    }

    to = BrowserChoice(tuple(_OF_KEYWORD), _USUAL)
    """Keyword of the transfer syntax that is tried."""

    parameter = BrowserChoice(tuple(PARAMETERS), None)
    """What says how much may be lost; ``None`` in a transfer syntax that loses nothing."""

    amount = BrowserFloat(positive=True)
    """How much of it."""

    view = BrowserChoice(("side", "swipe"), "side")
    """Before, after and difference side by side; or before and after under a divider."""

    def __new__(cls, x: Any, to: str = _USUAL, **traits: Any) -> Self:
        """Refuse what can't be meant before there is an object."""
        cls._refuse_unknown(traits)
        _asked(to, traits)
        made: Self = super().__new__(cls, x, **traits)
        return made

    def __init__(self, x: Any, to: str = _USUAL, **traits: Any) -> None:
        asked = _asked(to, traits)
        super().__init__(x, **asked, **{k: v for k, v in traits.items() if k not in _GIVEN})
        self.observe(self._fit, "to")

    @classmethod
    def _refuse_unknown(cls, traits: Mapping[str, Any]) -> None:
        super()._refuse_unknown({name: traits[name] for name in traits if name not in PARAMETERS})

    @property
    def settings(self) -> dict[str, Any]:
        """What `dicomwidgets.transcode` is to be given to write files so."""
        found: dict[str, Any] = {"to": self.to}
        if self.parameter is not None and self.amount is not None:
            whole = PARAMETERS[self.parameter]["whole"]
            found[self.parameter] = round(self.amount) if whole else self.amount
        return found

    def code(self) -> str:
        """Return the Python that writes files so."""
        said = ", ".join(f"{name}={value!r}" for name, value in self.settings.items())
        return f'import dicomwidgets as dw\n\ndw.transcode("source/", "target/", {said})\n'

    def _fit(self, _change: object) -> None:
        """Keep what says how much may be lost to what the transfer syntax knows."""
        syntax = _OF_KEYWORD[self.to]
        if self.parameter in (syntax.lossy or (None,)):
            return
        name, amount = next(iter(_usual(syntax).items()), (None, None))
        with self.hold_sync():
            self.parameter, self.amount = name, amount

    def _get_syntaxes(self, _args: Mapping[str, Any]) -> Reply:
        return syntaxes(), []

    def _get_trial(self, args: Mapping[str, Any]) -> Reply:
        opened = self._now()
        refuse_large(opened.frames, [args["index"]], self._share())
        return trial_of(opened.frames, opened.numbering, args)

    def _get_code(self, _args: Mapping[str, Any]) -> Reply:
        return {"code": self.code()}, []


def _asked(to: str, traits: Mapping[str, Any]) -> dict[str, Any]:
    """Return the traits for what is asked for, after a check."""
    syntax = syntax_for(to)
    given = {name: traits[name] for name in PARAMETERS if traits.get(name) is not None}
    if traits.get("parameter") is not None and traits.get("amount") is not None:
        given[traits["parameter"]] = traits["amount"]
    if not given:
        given = _usual(syntax)
    choice = choice_for(to, **given)
    name, amount = next(iter(choice.asked.items()), (None, None))
    return {"to": syntax.keyword, "parameter": name, "amount": amount}


def _usual(syntax: Syntax) -> dict[str, Any]:
    """Return how much is usually lost in a transfer syntax."""
    return {name: PARAMETERS[name]["usual"] for name in syntax.lossy[:1]}
