"""`dicomwidgets.export`: frames and series as files that other programs open."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, Unpack

from dicomwidgets.errors import ArgumentError
from dicomwidgets.exporting.formats import FORMATS, format_of, format_of_name
from dicomwidgets.exporting.options import sorted_options
from dicomwidgets.exporting.wish import wish_of
from dicomwidgets.jobs.manner import Manner

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor

    from dicomwidgets.collection.collection import Collection
    from dicomwidgets.exporting.formats import Format
    from dicomwidgets.exporting.options import ExportOptions
    from dicomwidgets.jobs.progress import Progress
    from dicomwidgets.jobs.run_report import RunReport

__all__ = ["export"]


def export(  # noqa: PLR0913 - what one may ask of an export
    x: Any,
    target: str | os.PathLike[str] | BinaryIO,
    format: str | None = None,  # noqa: A002 - its name
    *,
    series: int | None = None,
    overwrite: bool = False,
    executor: Executor | None = None,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    **options: Unpack[ExportOptions],
) -> RunReport:
    """Write frames or series as files that other programs open.

    As displayed, at native size, a picture is what a viewer shows at one image pixel per device
    pixel, byte for byte (PS3.4 N.2). As values nothing is scaled: what a format can't hold is
    refused.

    Parameters
    ----------
    x
        Anything that `view` takes, a `Collection`, a `FrameSource`; of a `SeriesViewer` what it
        shows: its series with its window, colours and turn, and of pictures its frame.
    target
        The file to write, whose name says the format (``.png``, ``.jpg``, ``.tif``, ``.gif``,
        ``.webp``, ``.apng``, ``.npy``, ``.npz``, ``.nii.gz``, ``.nii``), or a binary file object;
        or a folder, for all that is in `x`: a name that ends in ``/``, that is one, or that
        ends in none of these. It is empty, or was begun by the same call, which then goes on.
    format
        One of `dicomwidgets.exporting.formats.FORMATS`, as for `Collection.export`; needed for a
        folder and a file object.
    series
        Which of ``load(x).series``, from 0; one file needs it where there are several.
    overwrite
        Whether a file that is there may be replaced; in a folder none ever is.
    executor, workers
        Of a folder: where the work is done (`jobs.run`).
    on_progress
        Called with a `jobs.Progress`, ten times a second at most: of frames, or of a folder's
        files.
    cancelled
        ``True`` ends it soon: of one file nothing is written then.
    **options
        What follows.
    frames
        Which frames of the series, by number from 0: one, several, a slice, ``"every 10th"``,
        ``"first"``, ``"middle"`` or ``"last"``; by default all, of a viewer's pictures the one
        shown.
    values
        ``"display"`` (8 bits, as on the screen), ``"stored"`` or ``"modality"``: a PNG has 16 bits,
        a TIFF what the values need. By default arrays hold modality values, all else is as
        displayed.
    window
        (centre, width) in modality units, the name of one in common use such as ``"Lung"``, or
        ``None`` for the viewer's or the file's own.
    voi_function, voi_lut, invert, colormap, overlays, overlays_off, shutter, color_profile, square
        As for `FrameSource.render`; by default as in the viewer, or as there.
    crop
        (x0, y0, x1, y1): the part of each frame that is taken, in its pixels.
    rotation, flip
        Quarter turns of pictures, clockwise, after mirroring; by default as in the viewer.
    quality
        Of a JPEG, 1 to 100; 90 by default.
    montage
        Frames side by side in one picture: ``True``, a number of columns, or such as
        ``{"columns": 6, "step": 5, "width": 128, "labels": True, "gap": 2}``.
    fps, loop
        Of films: frames a second in place of what the file says (PS3.3 C.7.6.5), and how often it
        is played, 0 for ever.
    arrays
        ``"frames"`` stacks frames in their order in npy and npz, where they are no volume.
    volume
        Of arrays and NIfTI: what `dicomwidgets.volume` is told, such as ``{"gaps": "resample"}``.
    pattern, identifiers, metadata, tags
        Of a folder, as for `Collection.export`.

    Returns
    -------
    RunReport
        What was written, its size, and what is to be known of it: ``.files``, ``.notes``,
        ``.problems``.

    Raises
    ------
    ArgumentError
        For what can't be meant, and where one file can't hold what is asked for.
    EditError
        If the file can't be written, or is there already.
    SourceError, DecodeError, DisplayError, VolumeError
        Of one file: if there is no image, a frame can't be decoded, values don't fit, or the
        frames are no volume. In a folder such files are named in the report, and the rest goes on.
    MissingPackageError
        Where what writes such files is not installed, with the install line.

    Examples
    --------
    >>> dicomwidgets.export("CT/", "middle.png", frames="middle", window="Lung")  # doctest: +SKIP
    >>> dicomwidgets.export(viewer, "shown.png")                                  # doctest: +SKIP
    >>> dicomwidgets.export("archive/", "pictures/", "png", workers=8)            # doctest: +SKIP
    """
    form, suffix = _form_of(target, format)
    asked, beside = sorted_options(options)
    manner = Manner(executor, workers, on_progress, cancelled)
    if suffix is None:
        if overwrite:
            raise ArgumentError(
                "In a folder nothing is ever replaced.", remedy="Name an empty one."
            )
        return _into_folder(_Folder(x, series, Path(str(target))), form, asked, beside, manner)
    if beside:
        raise ArgumentError(
            f"{min(beside)}= is for a folder, and this is one file.", remedy="Leave it out."
        )
    from dicomwidgets.exporting.one_file import OneFile, export_one  # noqa: PLC0415 - NumPy
    from dicomwidgets.exporting.subject import subject_of  # noqa: PLC0415 - likewise

    wish_of(form, **asked)  # what can't be meant is said before anything is read
    subject = subject_of(x, series)
    wish = wish_of(form, **_as_shown(asked, subject.look))
    return export_one(subject, wish, OneFile(target, overwrite, suffix), manner)


class _Folder(NamedTuple):
    """What goes into which folder."""

    x: Any
    series: int | None
    target: Path


def _form_of(target: Any, name: str | None) -> tuple[Format, str | None]:
    """Return the format, and the suffix of the one file to be written; ``None`` for a folder."""
    form = None if name is None else format_of(name)
    if hasattr(target, "write"):
        if form is None:
            raise ArgumentError("A file object says no format.", remedy='Give one: format="png".')
        return form, form.suffixes[0]
    if not isinstance(target, (str, os.PathLike)):
        raise ArgumentError(
            f"A target is a path or a file object, not {type(target).__name__}.",
            remedy="Name a file such as 'a.png', or a folder and a format.",
        )
    text = os.fsdecode(target)
    of_name = None if text.endswith(("/", os.sep)) or Path(text).is_dir() else format_of_name(text)
    if form is None and of_name is None:
        raise _unnamed(text)
    chosen = form or of_name
    if of_name is None or chosen is None:
        return chosen, None  # type: ignore[return-value]  # one of them is there
    suffix = next((each for each in chosen.suffixes if text.lower().endswith(each)), None)
    if suffix is None:
        raise ArgumentError(
            f"The name of the target is that of a {of_name.name}, and the format is {chosen.name}.",
            remedy=f"Let it end in {chosen.suffixes[0]}, or leave the format out.",
        )
    return chosen, suffix


def _unnamed(text: str) -> ArgumentError:
    """Return what is said of a target that names neither a file of a kind nor a folder's format."""
    suffix = "" if text.endswith(("/", os.sep)) else Path(text).suffix
    images = [each for each in FORMATS.values() if each.making not in ("copy", "table")]
    known = dict.fromkeys(suffix for each in images for suffix in each.suffixes)
    return ArgumentError(
        f"Images are not written as {suffix}."
        if suffix
        else "Neither format nor target says what to write.",
        remedy=f"Let the name of a file end in one of {', '.join(known)}; or name a folder, and "
        f"give format= as one of {', '.join(FORMATS)}.",
    )


def _as_shown(asked: dict[str, Any], look: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is asked for, completed by how a viewer shows it."""
    if not look:
        return asked
    mine = dict(look)
    center, width = mine.pop("window_center", None), mine.pop("window_width", None)
    if asked.get("window") is not None:
        mine.pop("voi_function", None)
    elif center is not None or width is not None:
        asked = {**asked, "window": (center, width)}
    return {**asked, "look": {**mine, **asked["look"]}}


def _into_folder(
    folder: _Folder,
    form: Format,
    asked: dict[str, Any],
    beside: dict[str, Any],
    manner: Manner,
) -> RunReport:
    """Write all that there is into a folder."""
    from dicomwidgets.collection.bulk import export_of  # noqa: PLC0415 - NumPy

    collection, look = _collection(folder)
    plan = export_of(
        collection,
        folder.target,
        form.name,
        asked=_as_shown(asked, look),
        cancelled=manner.cancelled,
        **{"pattern": None, "identifiers": None, "metadata": None, "tags": None, **beside},
    )
    return plan.run(
        executor=manner.executor,
        workers=manner.workers,
        on_progress=manner.on_progress,
        cancelled=manner.cancelled,
    )


def _collection(folder: _Folder) -> tuple[Collection, Mapping[str, Any]]:
    """Return what is exported, and how a viewer shows it."""
    from dicomwidgets.collection.collection import Collection  # noqa: PLC0415 - NumPy
    from dicomwidgets.collection.load import load  # noqa: PLC0415
    from dicomwidgets.exporting.subject import Shows, subject_of  # noqa: PLC0415
    from dicomwidgets.pixels.frame_source import FrameSource  # noqa: PLC0415

    x = folder.x
    if folder.series is None and isinstance(x, Collection):
        return x, {}
    if folder.series is not None or isinstance(x, (Shows, FrameSource)):
        subject = subject_of(x, folder.series)
        return load(subject.whole, cache=False), subject.look
    return load(x), {}
