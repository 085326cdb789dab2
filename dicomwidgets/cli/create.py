"""``dicomwidgets create``: DICOM of pictures, arrays and NIfTI."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.cli._command import Command
from dicomwidgets.cli.losses import add_losses, losses_of
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from dicomwidgets.cli._terminal import Terminal
    from dicomwidgets.creating.creation import Creation

__all__ = ["COMMAND"]

_TEXTS = {
    "patient-name": "PatientName",
    "patient-id": "PatientID",
    "study-date": "StudyDate",
    "study-description": "StudyDescription",
    "series-description": "SeriesDescription",
    "series-number": "SeriesNumber",
    "accession-number": "AccessionNumber",
}
_KINDS = ("SC", "CT", "MR", "enhanced CT", "enhanced MR", "SEG")
_CODE = 3
_WORDS = {
    "; for images, multiframe=True makes one object": "",
    "multiframe=False": "--separate",
    'Give kind="CT", "MR" or "SC".': "Give --kind CT, MR or SC.",
    'BurnedInAnnotation="NO"': "--set BurnedInAnnotation=NO",
    "elements=": "--set",
    "positions=, thickness= or affine=": "--position or --thickness",
    "affine=, or spacing=": "spacing=",
    "segments=[{…}, …], each with": "--segments FILE, a JSON list of objects with",
    "Resample them (dicomwidgets.volume(…, tilt='resample')), or give positions= if they were "
    "scanned so.": "Resample them first: in Python dicomwidgets.volume(…, tilt='resample').",
    "DICOM files are given as dicomwidgets.volume(…), or as derived_from=.": "DICOM files are "
    "given as --like or --derived-from; dicomwidgets convert and transcode take them.",
}


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "images",
        nargs="+",
        metavar="IMAGE",
        help="PNG, JPEG, TIFF, GIF, .npy, .nii.gz …; - for input",
    )
    parser.add_argument("target", metavar="DST", help="a folder, or the file for one object")
    parser.add_argument("--kind", metavar="KIND", help=f"{', '.join(_KINDS)}; SC by default")
    parser.add_argument("--force", action="store_true", help="replace files that are there")
    parser.add_argument("--json", action="store_true", help="print what was written as JSON")
    _add_identity(parser)
    _add_place(parser)
    _add_pixels(parser)


def _add_identity(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("whose it is")
    for name, keyword in _TEXTS.items():
        group.add_argument(f"--{name}", metavar="TEXT", help=keyword)
    group.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help="any other element, nested too; a code as VALUE,SCHEME,MEANING",
    )
    group.add_argument("--like", metavar="FILE", help="DICOM of the same patient and study")
    group.add_argument("--derived-from", metavar="FILE", help="DICOM that it was made of")
    group.add_argument("--segments", metavar="FILE", help="JSON of what the segments of a SEG are")
    group.add_argument("--derivation", metavar="TEXT", help="how it was made of that")
    group.add_argument("--uid-root", default="", metavar="UID", help="what UIDs begin with")
    group.add_argument("--seed", metavar="TEXT", help="the same seed makes the same UIDs")


def _add_place(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("where it lies, in mm (LPS)")
    group.add_argument(
        "--spacing", type=_numbers(1, 2, 3), metavar="S,R,C", help="of slices, rows and columns"
    )
    group.add_argument(
        "--orientation", type=_numbers(6), metavar="X,Y,Z,X,Y,Z", help="of a row, of a column"
    )
    group.add_argument("--position", type=_numbers(3), metavar="X,Y,Z", help="of the first slice")
    group.add_argument("--thickness", type=float, metavar="MM", help="of a slice")


def _add_pixels(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("how pixels are stored")
    group.add_argument("--separate", action="store_true", help="one object a frame")
    group.add_argument("--slope", type=float, metavar="X", help="round values to steps of X")
    group.add_argument("--intercept", type=float, metavar="X", help="the value of a stored 0")
    group.add_argument("--unit", metavar="TEXT", help="RescaleType, as HU")
    group.add_argument("--transfer-syntax", metavar="NAME", help="compress, as JPEGLSLossless")
    add_losses(group)


def _run(arguments: Namespace, terminal: Terminal) -> int:
    from dicomwidgets.creating.running import create  # noqa: PLC0415 - loads pydicom
    from dicomwidgets.creating.writing import names_for  # noqa: PLC0415 - likewise

    images = [terminal.source(each) for each in arguments.images]
    made = create(
        images[0] if len(images) == 1 else images,
        kind=arguments.kind,
        segments=_segments(arguments),
        like=arguments.like,
        derived_from=arguments.derived_from,
        derivation=arguments.derivation,
        spacing=arguments.spacing,
        orientation=arguments.orientation,
        positions=arguments.position,
        thickness=arguments.thickness,
        multiframe=False if arguments.separate else None,
        slope=arguments.slope,
        intercept=arguments.intercept,
        unit=arguments.unit,
        transfer_syntax=arguments.transfer_syntax,
        loss=losses_of(arguments),
        uid_root=arguments.uid_root,
        seed=arguments.seed,
        elements=_elements(arguments),
    )
    taken = [path for path in names_for(arguments.target, len(made)) if path.exists()]
    if taken and not arguments.force:
        raise ArgumentError(f"{arguments.target} is there already.", remedy="--force replaces it.")
    with terminal.stop() as stop, terminal.progress("Creating") as line:
        made.save(arguments.target, overwrite=arguments.force, on_progress=line, cancelled=stop)
    _tell(made, arguments, terminal)
    return stop.status


def _tell(made: Creation, arguments: Namespace, terminal: Terminal) -> None:
    if arguments.json:
        notes = [terminal.words.said(note) for note in made.notes]
        files = [str(path) for path in made.files]
        terminal.say_json({"files": files, "made": _shown(made), "notes": notes})
        return
    terminal.say(_shown(made) if made.files else "Nothing was written.")
    for note in made.notes:
        terminal.say(f"  {terminal.words.said(note)}")


def _shown(made: Creation) -> str:
    return repr(made).removeprefix("<Creation: ").removesuffix(">")


def _elements(arguments: Namespace) -> dict[str, Any]:
    """Return path → value, each text read as its VR has it."""
    typed = [each.partition("=") for each in arguments.set]
    for path, sign, _ in typed:
        if not sign:
            raise ArgumentError(f"--set {path} has no value.", remedy="Write PATH=VALUE.")
    found = {path: _value(path, text) for path, _, text in typed}
    for name, keyword in _TEXTS.items():
        text = getattr(arguments, name.replace("-", "_"))
        if text is not None:
            found[keyword] = text
    return found


def _segments(arguments: Namespace) -> list[dict[str, Any]] | None:
    """Return what the segments are, by a file: codes are lists of value, scheme and meaning."""
    if arguments.segments is None:
        return None
    with Path(arguments.segments).expanduser().open("rb") as file:
        try:
            found = json.load(file)
        except ValueError:
            found = None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ArgumentError(
            "--segments is no JSON list of objects, one a segment.", file=arguments.segments
        )
    return [
        {name: tuple(each) if isinstance(each, list) else each for name, each in one.items()}
        for one in found
    ]


def _value(path: str, text: str) -> Any:
    from dicomwidgets.editing.text import value_from_text  # noqa: PLC0415 - loads pydicom
    from dicomwidgets.editing.value_form import UnfitError  # noqa: PLC0415 - likewise
    from dicomwidgets.elements.path import parse_path  # noqa: PLC0415 - likewise
    from dicomwidgets.reference.tags import tag_info  # noqa: PLC0415 - likewise

    step = parse_path(path)[-1]
    vr = tag_info(step.tag).vr.partition(" or ")[0]
    if vr == "SQ":
        code = tuple(text.split(",", _CODE - 1))
        if len(code) != _CODE:
            raise ArgumentError(
                f"--set {path} is a sequence.", remedy="Write a code as VALUE,SCHEME,MEANING."
            )
        return code
    try:
        return value_from_text(vr, text)
    except UnfitError as error:
        raise ArgumentError(f"--set {path}: {error}") from None


def _numbers(*counts: int) -> Callable[[str], tuple[float, ...]]:
    """Return what reads numbers that commas separate, as many as one of `counts`."""

    def read(text: str) -> tuple[float, ...]:
        try:
            numbers = tuple(map(float, text.split(",")))
        except ValueError:
            numbers = ()
        if len(numbers) not in counts:
            wanted = " or ".join(map(str, counts))
            raise ArgumentTypeError(f"{text!r} is not {wanted} numbers, as 2.5,0.7,0.7.")
        return numbers

    return read


COMMAND = Command(
    description="Make DICOM of pictures, arrays and NIfTI.",
    notes="""\
Several images of one size become a multi-frame secondary capture, or the slices of a CT or MR. CT
and MR lie in the patient: NIfTI says where, else --spacing does, axial unless --orientation says
otherwise. Nothing that nobody knows is written: no dates of study or acquisition, no patient.

--like takes patient and study from other DICOM; --derived-from names it as the source as well, and
keeps its geometry where the voxels are the same. A SEG is masks over such a source; --segments
names a JSON file that says what each is: [{"SegmentLabel": "Liver", "SegmentAlgorithmType":
"MANUAL", "SegmentedPropertyCategoryCodeSequence": ["123037004", "SCT", "Anatomical Structure"],
"SegmentedPropertyTypeCodeSequence": ["10200004", "SCT", "Liver"]}].

An image is never touched; files that are there are replaced with --force only. A series is there
whole or not at all.""",
    examples=(
        "dicomwidgets create picture.png picture.dcm --patient-name Doe^Jane --patient-id 4711",
        "dicomwidgets create picture.png report.dcm --like scan.dcm --series-description Report",
        "dicomwidgets create volume.npy ct/ --kind CT --spacing 2.5,0.7,0.7 --json",
        "dicomwidgets create picture.png small.dcm --transfer-syntax JPEGLSLossless",
        "dicomwidgets create picture.png head.dcm --set AnatomicRegionSequence=69536005,SCT,Head",
    ),
    fails="an image can't be read, or no right object can be made of it",
    arguments=_arguments,
    words=_WORDS,
    run=_run,
)
