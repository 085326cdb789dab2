"""What one may ask of ``dicomwidgets convert``, and what it means in Python."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentTypeError
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError
from dicomwidgets.exporting.formats import FORMATS

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

__all__ = ["add_arguments", "asked_of"]

_OPTIONS = (
    *("frames", "values", "window", "colormap", "invert", "overlays", "shutter", "square"),
    *("crop", "rotation", "flip", "quality", "fps", "loop", "arrays"),
)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "source", nargs="+", metavar="SRC", help="file, folder, pattern or archive; - for input"
    )
    parser.add_argument(
        "target", metavar="DST", help="a file, whose name says the format; a folder; - for output"
    )
    parser.add_argument("--format", choices=list(FORMATS), metavar="F", help=", ".join(FORMATS))
    parser.add_argument("--force", action="store_true", help="replace the file if it is there")
    parser.add_argument("--json", action="store_true", help="print what was written as JSON")
    parser.add_argument(
        "--workers", type=_number, metavar="N", help="processes for a folder; 0: only this one"
    )
    _add_choice(parser)
    _add_look(parser)
    _add_form(parser)


def _add_choice(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("what is taken")
    group.add_argument("--series", type=int, metavar="N", help="which series, from 0")
    group.add_argument(
        "--frames",
        type=_frames,
        default=SUPPRESS,
        metavar="WHICH",
        help="first, middle, last, numbers from 0 (0,5,9), or a stretch (0:100:10)",
    )
    group.add_argument(
        "--values",
        choices=("display", "stored", "modality"),
        default=SUPPRESS,
        help="as displayed, or the values of the file",
    )
    group.add_argument(
        "--crop", type=_numbers(4), default=SUPPRESS, metavar="X0,Y0,X1,Y1", help="a part"
    )


def _add_look(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("how it looks")
    group.add_argument(
        "--window", type=_window, default=SUPPRESS, metavar="C,W", help="40,400, or such as Lung"
    )
    group.add_argument("--colormap", default=SUPPRESS, metavar="NAME", help="colours for grey")
    group.add_argument(
        "--invert", action="store_true", default=SUPPRESS, help="black for white, of grey"
    )
    for name, what in (("overlays", "overlays"), ("shutter", "display shutters")):
        group.add_argument(
            f"--no-{name}",
            dest=name,
            action="store_false",
            default=SUPPRESS,
            help=f"leave the file's {what} out",
        )
    group.add_argument(
        "--square", action="store_true", default=SUPPRESS, help="make pixels square by repeating"
    )
    group.add_argument(
        "--rotate",
        dest="rotation",
        type=int,
        choices=(90, 180, 270),
        default=SUPPRESS,
        help="degrees, clockwise",
    )
    group.add_argument("--flip", action="store_true", default=SUPPRESS, help="mirror, before that")
    group.add_argument(
        "--quality", type=_number, default=SUPPRESS, metavar="N", help="of a JPEG, 1 to 100"
    )


def _add_form(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("montage, films, arrays, folders")
    group.add_argument(
        "--montage",
        nargs="?",
        type=_number,
        const=0,
        metavar="COLUMNS",
        help="put frames side by side",
    )
    group.add_argument("--cell-width", type=_number, metavar="W", help="pixels of each in a row")
    group.add_argument("--labels", action="store_true", help="write its number on each")
    group.add_argument(
        "--fps", type=float, default=SUPPRESS, metavar="N", help="frames a second (the file's)"
    )
    group.add_argument(
        "--loop",
        type=_number,
        default=SUPPRESS,
        metavar="N",
        help="how often it plays, 0 for ever",
    )
    group.add_argument(
        "--arrays",
        choices=("volume", "frames"),
        default=SUPPRESS,
        help="what npy and npz hold: a volume, or frames in their order",
    )
    group.add_argument(
        "--volume",
        action="append",
        default=[],
        metavar="WHAT=HOW",
        help="as for dw.volume: gaps=resample, tilt=resample, duplicates=first …",
    )
    group.add_argument("--names", metavar="P", help="a pattern of names in a folder")
    group.add_argument(
        "--identifiers", action="store_true", help="let names of files say who it is"
    )


def asked_of(arguments: Namespace) -> dict[str, Any]:
    """Return the keywords of `dicomwidgets.export` that are asked for.

    Raises
    ------
    ArgumentError
        For what can't be meant.
    """
    asked = {name: getattr(arguments, name) for name in _OPTIONS if hasattr(arguments, name)}
    if arguments.montage is not None:
        asked["montage"] = {
            "columns": arguments.montage or None,
            "width": arguments.cell_width,
            "labels": arguments.labels,
        }
    elif arguments.cell_width is not None or arguments.labels:
        raise ArgumentError("Cells and labels are those of a montage.", remedy="Add --montage.")
    if arguments.volume:
        asked["volume"] = dict(map(_setting, arguments.volume))
    if arguments.names is not None:
        asked["pattern"] = arguments.names
    if arguments.identifiers:
        asked["identifiers"] = True
    return asked


def _setting(text: str) -> tuple[str, Any]:
    name, _, value = text.partition("=")
    parts = [_value(each) for each in value.split(",")]
    return name, parts[0] if len(parts) == 1 else parts


def _value(text: str) -> Any:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    raise ArgumentTypeError("it is a whole number, from 0 on")


def _numbers(count: int) -> Callable[[str], tuple[int, ...]]:
    def read(text: str) -> tuple[int, ...]:
        parts = text.split(",")
        if len(parts) != count:
            raise ArgumentTypeError(f"it is {count} whole numbers with commas between")
        return tuple(map(_number, parts))

    return read


def _window(text: str) -> Any:
    parts = text.split(",")
    try:
        return tuple(map(float, parts)) if len(parts) == 2 else text
    except ValueError:
        raise ArgumentTypeError("it is centre,width such as 40,400, or a name") from None


def _frames(text: str) -> Any:
    if text in ("first", "middle", "last"):
        return text
    try:
        if ":" in text:
            return slice(*(int(part) if part else None for part in text.split(":", 2)))
        numbers = tuple(map(int, text.split(",")))
    except ValueError:
        raise ArgumentTypeError(
            "it is first, middle, last, numbers from 0 with commas, or a stretch 0:100:10"
        ) from None
    return numbers[0] if len(numbers) == 1 else numbers
