"""How something is exported: as what, which frames of it, and how they look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from dicomwidgets.errors import ArgumentError, DicomWidgetsError, VolumeError
from dicomwidgets.exporting.choosing import checked_frames
from dicomwidgets.exporting.films.timing import Playing, playing
from dicomwidgets.exporting.formats import format_of
from dicomwidgets.exporting.image_style import ImageStyle, image_style
from dicomwidgets.exporting.montage import Montage, montage_asked
from dicomwidgets.extras import require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.exporting.choosing import Frames
    from dicomwidgets.exporting.formats import Format

__all__ = ["Arranged", "Wish", "or_in_order", "wish_of"]

Arranged = Literal["volume", "frames"]

_VOLUME = frozenset(
    {
        *("dtype", "coordinates", "step", "max_bytes", "gaps", "tilt", "duplicates"),
        *("incomplete", "mosaic", "spacing", "fill"),
    }
)
_PICTURES = ("png", "jpeg", "tiff")


@dataclass(frozen=True)
class Wish:
    """How something is exported. It pickles.

    Parameters
    ----------
    form
        As what. Of a montage it is a picture a series.
    style
        How frames look, or which of their values are taken.
    frames
        Which frames of each series.
    playing
        How a film is played.
    montage
        ``None``: frames are not put side by side.
    arranged
        Whether an array is a volume, or frames in their order.
    volume
        Options of `dicomwidgets.volume`.
    """

    form: Format
    style: ImageStyle = field(default_factory=ImageStyle)
    frames: Frames = None
    playing: Playing = field(default_factory=Playing)
    montage: Montage | None = None
    arranged: Arranged = "volume"
    volume: tuple[tuple[str, Any], ...] = ()

    @property
    def is_volume(self) -> bool:
        """Whether each series becomes a volume, with its geometry."""
        return self.form.making == "array" and self.arranged == "volume"


def wish_of(  # noqa: PLR0913 - what one may ask of an export
    form: str | Format,
    *,
    window: Any = None,
    values: str | None = None,
    look: Mapping[str, Any] | None = None,
    frames: Any = None,
    fps: float | None = None,
    loop: int = 0,
    montage: Any = None,
    arrays: str | None = None,
    volume: Mapping[str, Any] | None = None,
) -> Wish:
    """Return what is asked for, or say what is wrong with it.

    Raises
    ------
    ArgumentError
        For what can't be meant.
    MissingPackageError
        Where what writes such files is not installed, with the install line.
    """
    chosen = format_of(form) if isinstance(form, str) else form
    if chosen.package:
        require(chosen.package, why=f"Writing {chosen.name}")
    sheet = montage_asked(montage)
    if sheet is not None:
        chosen = _of_montage(chosen)
    kept = values or ("modality" if chosen.making == "array" else "display")
    style = image_style(window, values=kept, **(look or {}))
    arranged = _arranged(chosen, arrays, style)
    wish = Wish(
        chosen,
        style,
        checked_frames(frames),
        playing(fps, loop),
        sheet,
        arranged,
        _volume(chosen, arranged, style, volume),
    )
    _check(wish)
    return wish


def _of_montage(form: Format) -> Format:
    if form.name not in _PICTURES:
        raise ArgumentError(
            f"A montage is a picture, no {form.name}.", remedy="Take png, jpeg or tiff."
        )
    return form._replace(unit="series")


def _arranged(form: Format, arrays: str | None, style: ImageStyle) -> Arranged:
    if arrays is not None and arrays not in get_args(Arranged):
        raise ArgumentError(f"arrays={arrays!r} is unknown.", remedy='Say "volume" or "frames".')
    if form.making != "array":
        return "volume"
    in_order = arrays == "frames" or (arrays is None and style.values == "display")
    if in_order and form.name == "nifti":
        raise ArgumentError(
            "A NIfTI is a volume of values.", remedy="Take npy for frames in their order."
        )
    if style.values == "display" and not in_order:
        raise ArgumentError(
            "A volume holds values, no pictures.", remedy='Say arrays="frames", or other values.'
        )
    return "frames" if in_order else "volume"


def or_in_order(error: DicomWidgetsError, form: Format) -> None:
    """Add to what is said of frames that are no volume that some arrays need not be one."""
    if isinstance(error, VolumeError) and form.name in ("npy", "npz"):
        told = 'Or say arrays="frames": frames in their order, which need no place.'
        error.remedy = f"{error.remedy or ''} {told}".strip()


def _check(wish: Wish) -> None:
    form, style = wish.form, wish.style
    if form.name == "jpeg" and style.values != "display":
        raise ArgumentError(
            "A JPEG has 8 bits and loses values.", remedy='format="png" keeps 16 bits.'
        )
    if style.values != "display" and (form.making == "film" or wish.montage is not None):
        raise ArgumentError(
            "A film and a montage show frames as on the screen.",
            remedy='Leave values out, or take format="tiff-stack".',
        )
    if style.crop is not None and (wish.is_volume or form.making in ("copy", "table")):
        raise ArgumentError(
            "Only pictures and frames are cropped.",
            remedy='Leave crop out, or say arrays="frames".',
        )
    if wish.frames is not None and form.making in ("copy", "table"):
        raise ArgumentError(
            f"frames= chooses among images: {form.name} writes whole files.", remedy="Leave it out."
        )


def _volume(
    form: Format, arranged: Arranged, style: ImageStyle, given: Mapping[str, Any] | None
) -> tuple[tuple[str, Any], ...]:
    options = dict(given or {})
    unknown = options.keys() - _VOLUME
    is_volume = form.making == "array" and arranged == "volume"
    if unknown or (options and not is_volume):
        raise ArgumentError(
            f"volume= has no use for {', '.join(sorted(unknown or options))} here.",
            remedy=f"For arrays it takes {', '.join(sorted(_VOLUME))}, as dw.volume does.",
        )
    return (("values", style.values), *sorted(options.items())) if is_volume else ()
