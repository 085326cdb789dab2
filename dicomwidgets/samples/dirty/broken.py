"""Files that are broken each in one way: `broken_files`."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

from pydicom.dataset import Dataset
from pydicom.filewriter import dcmwrite

from dicomwidgets.samples.chest import ct
from dicomwidgets.samples.dirty.desk import Desk, empty_folder

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from dicomwidgets.samples.dirty.fault import Fault

__all__ = ["broken_files"]

_SIZE = 32
_META_END = 128 + 4


def broken_files(folder: str | os.PathLike[str]) -> tuple[Fault, ...]:
    """Write small CT slices that are broken each in one way, and return how.

    The names of the files say nothing: ``01.dcm``, ``02.dcm`` … The same version writes the same
    bytes.

    Parameters
    ----------
    folder
        Made where missing; what is in it must be nothing.

    Returns
    -------
    tuple of Fault
        One a file, in order: what was done, and first in ``rules`` the rule by which
        `dicomwidgets.check` finds it.

    Raises
    ------
    ArgumentError
        If the folder holds something already.

    Examples
    --------
    >>> answers = dicomwidgets.samples.broken_files("broken")    # doctest: +SKIP
    >>> dicomwidgets.check("broken/03.dcm")                      # doctest: +SKIP
    """
    desk = Desk(empty_folder(folder))
    for number, (rule, what, break_it) in enumerate(_WAYS, 1):
        slice_ = ct(1, _SIZE)[0]
        name = desk.write_bytes(f"{number:02}.dcm", break_it(slice_))
        desk.note(rule, [name], what)
    return tuple(desk.faults)


def _bytes(dataset: Dataset) -> bytes:
    buffer = io.BytesIO()
    dcmwrite(buffer, dataset, enforce_file_format=True)
    return buffer.getvalue()


def _bare(dataset: Dataset) -> bytes:
    buffer = io.BytesIO()
    bare = Dataset(dataset)
    dcmwrite(buffer, bare, implicit_vr=True, little_endian=True, enforce_file_format=False)
    return buffer.getvalue()


def _cut_in_pixels(dataset: Dataset) -> bytes:
    return _bytes(dataset)[: -_SIZE * _SIZE // 2]


def _cut_in_header(dataset: Dataset) -> bytes:
    file = _bytes(dataset)
    return file[: file.index(struct.pack("<HH", 0x0020, 0x000D)) + 6]


def _more_behind(dataset: Dataset) -> bytes:
    return _bytes(dataset) + bytes(1000)


def _fewer_rows(dataset: Dataset) -> bytes:
    dataset.Rows = _SIZE // 2
    return _bytes(dataset)


def _swap(old: bytes, new: bytes) -> Callable[[Dataset], bytes]:
    """Return what puts some bytes in the place of others, once, after the file meta."""

    def swapped(dataset: Dataset) -> bytes:
        file = _bytes(dataset)
        at = file.index(old, _META_END)
        return file[:at] + new + file[at + len(old) :]

    return swapped


def _header(group: int, element: int, vr: bytes) -> bytes:
    return struct.pack("<HH", group, element) + vr


def _no_such_date(dataset: Dataset) -> bytes:
    return _swap(str(dataset.StudyDate).encode(), b"20251345")(dataset)


def _letter_in_uid(dataset: Dataset) -> bytes:
    uid = str(dataset.SeriesInstanceUID)
    return _swap(uid.encode(), f"{uid[:-2]}.x".encode())(dataset)


def _undeclared_characters(dataset: Dataset) -> bytes:
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.PatientName = "Yamada^Tarou=山田^太郎"
    file = _bytes(dataset)
    declared = _header(0x0008, 0x0005, b"CS") + struct.pack("<H", 10) + b"ISO_IR 192"
    return file.replace(declared, b"", 1)


def _two_of_one(dataset: Dataset) -> bytes:
    file = _bytes(dataset)
    element = _header(0x0008, 0x0060, b"CS") + struct.pack("<H", 2) + b"CT"
    return file.replace(element, element * 2, 1)


def _other_class_in_meta(dataset: Dataset) -> bytes:
    return _bytes(dataset).replace(b"5.1.4.1.1.2\x00", b"5.1.4.1.1.4\x00", 1)


def _without_columns(dataset: Dataset) -> bytes:
    del dataset.Columns
    return _bytes(dataset)


def _unclosed(dataset: Dataset) -> bytes:
    dataset.ReferencedImageSequence = [Dataset()]
    dataset.ReferencedImageSequence[0].ReferencedSOPInstanceUID = dataset.SOPInstanceUID
    dataset["ReferencedImageSequence"].is_undefined_length = True
    end = struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    return _bytes(dataset).replace(end, b"", 1)


_WAYS: tuple[tuple[str, str, Callable[[Dataset], bytes]], ...] = (
    ("reading", "It has neither preamble nor file meta information.", _bare),
    ("file-broken", "It ends within its pixels.", _cut_in_pixels),
    ("file-broken", "It ends within the header of an element.", _cut_in_header),
    ("trailing-bytes", "A thousand zeros stand behind the data set.", _more_behind),
    ("pixels-long", "Rows says half of the rows that the pixels have.", _fewer_rows),
    (
        "vr-differs",
        "Instance Number is written as a text, LO, where the standard has IS.",
        _swap(_header(0x0020, 0x0013, b"IS"), _header(0x0020, 0x0013, b"LO")),
    ),
    (
        "vr-unknown",
        "The VR of KVP is ZZ, which there is not.",
        _swap(_header(0x0018, 0x0060, b"DS"), _header(0x0018, 0x0060, b"ZZ")),
    ),
    ("date-none", "Study Date is the 45th day of the 13th month.", _no_such_date),
    ("uid-form", "Series Instance UID ends with a letter.", _letter_in_uid),
    (
        "charset-undeclared",
        "The name is written in UTF-8, and no Specific Character Set says so.",
        _undeclared_characters,
    ),
    ("tag-twice", "Modality stands there twice.", _two_of_one),
    (
        "meta-differs",
        "The file meta information calls it MR, the data set calls it CT.",
        _other_class_in_meta,
    ),
    ("type-1-missing", "Columns is missing: nobody knows how wide the image is.", _without_columns),
    ("file-broken", "A sequence of undefined length is never closed.", _unclosed),
)
