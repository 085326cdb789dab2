"""The exercises of the lesson "What is in a DICOM file?"."""

from __future__ import annotations

import struct

from dicomwidgets.teaching.exercise_kinds import Exercise, Hint
from dicomwidgets.teaching.lesson_file import PIXEL_BYTES, lesson_file

__all__ = ["LESSON_01"]

_LESSON = 1
_ROW, _COLUMN = 256, 160


def _stored(row: int, column: int) -> int:
    """Return a pixel of the lesson's file, taken from its bytes."""
    file = lesson_file()
    place = len(file) - PIXEL_BYTES + 2 * (row * 512 + column)
    return int(struct.unpack_from("<H", file, place)[0])


LESSON_01 = (
    Exercise(
        "preamble-length",
        _LESSON,
        "How many bytes stand before the four letters DICM?",
        lambda: 128,
        "The preamble is 128 bytes of anything, here of zeros; a file may begin like a TIFF there.",
        (
            "Ask the bytes themselves: file.find(...) says where something begins, counted from 0.",
            "`bytes.find` takes the letters, as bytes, and gives the place of the first one.",
        ),
        "file.find(…)",
        'file.find(b"DICM")',
        (
            Hint(132, "That is where the first element begins: you have counted the letters too."),
            Hint(127, "Counting from 0, the byte at place n has n bytes before it."),
            Hint(129, "Counting from 0, the byte at place n has n bytes before it."),
        ),
    ),
    Exercise(
        "little-endian",
        _LESSON,
        "Which tag is written in little endian as the bytes 08 00 60 00?",
        lambda: "(0008,0060)",
        "The small end comes first: 08 00 is 0x0008. It is Modality.",
        (
            (
                "Two numbers of two bytes each; in little endian the byte that counts least "
                "comes first."
            ),
            (
                "`struct.unpack` reads numbers from bytes: `<` is little endian, `H` a "
                "number of two bytes."
            ),
        ),
        'struct.unpack("<…", bytes.fromhex("08 00 60 00"))',
        'struct.unpack("<HH", bytes.fromhex("08 00 60 00"))',
        (
            Hint("(0800,6000)", "That is big endian: in little endian 08 00 is the number 0x0008."),
            Hint((8, 60), "Tags are hexadecimal: 60 00 is 0x0060, and 60 in Python is 0x003C."),
            Hint("(0060,0008)", "The bytes within a number turn round, not group and element."),
        ),
    ),
    Exercise(
        "transfer-syntax",
        _LESSON,
        "Which UID is the transfer syntax of the file?",
        lambda: "1.2.840.10008.1.2.1",
        "Explicit VR little endian: each element says its VR, and the pixels are not compressed.",
        (
            "It is the value of (0002,0010): look it up in the header table, or decode the bytes.",
            (
                "It begins with 1.2.840.10008.1.2, the root of all transfer syntaxes, and a "
                "dot and a number follow."
            ),
        ),
        """
_, _, length, place = next(each for each in found if each[0] == "(…)")
file[place : place + length].rstrip(b"\\0").decode()
""",
        """
_, _, length, place = next(each for each in found if each[0] == "(0002,0010)")
file[place : place + length].rstrip(b"\\0").decode()
""",
        (
            Hint("1.2.840.10008.1.2.1\0", "Nearly: the zero byte at its end only makes it even."),
            Hint(
                b"1.2.840.10008.1.2.1\0",
                "These are its bytes: make text of them, and drop the zero.",
            ),
            Hint("Explicit VR Little Endian", "That is its name: the UID is numbers and dots."),
            Hint("1.2.840.10008.1.2", "That is implicit VR. Is there nothing after the last 2?"),
            Hint("1.2.840.10008.5.1.4.1.1.2", "That is the SOP class: what, not how."),
        ),
    ),
    Exercise(
        "nested-value",
        _LESSON,
        "Which Requested Procedure ID stands in the first item of the Request Attributes Sequence?",
        lambda: "RP-1",
        "Its path is RequestAttributesSequence[0].RequestedProcedureID: items count from 0.",
        (
            "Ask for its path: `RequestAttributesSequence[0].` and the keyword, with `dw.get`.",
            "A keyword is the name without spaces, such as `ScheduledProcedureStepID` above.",
        ),
        'dw.get(dataset, "RequestAttributesSequence[0].…")',
        'dw.get(dataset, "RequestAttributesSequence[0].RequestedProcedureID")',
        (
            Hint("SPS-1", "That is Scheduled Procedure Step ID, its neighbour in the same item."),
            Hint("S-1", "That is Study ID, which stands at the top, not in the sequence."),
        ),
    ),
    Exercise(
        "character-set",
        _LESSON,
        "What is the second group of the patient's name, the ideographic one?",
        lambda: "山田^太郎",
        "Specific Character Set is ISO_IR 192, which is UTF-8; groups are parted by =.",
        (
            (
                "Decode the bytes of the name by the character set that the file names, and "
                "split at =."
            ),
            "ISO_IR 192 is UTF-8; what is wanted stands between the first = and the second.",
        ),
        'name.split(b"=")[…].decode("…")',
        'name.split(b"=")[1].decode("utf-8")',
        (
            Hint(
                lambda: "山田^太郎".encode().decode("latin-1"),
                "The right bytes, read as Latin 1. Which character set does the file name?",
            ),
            Hint("山田^太郎".encode(), "The right bytes. Now make letters of them."),
            Hint("Yamada^Tarou", "That is the first group, the alphabetic one."),
            Hint("やまだ^たろう", "That is the third group, the phonetic one."),
            Hint("山田", "That is the family name alone: the group goes on after the ^."),
        ),
    ),
    Exercise(
        "pixel-length",
        _LESSON,
        "How many bytes has the value of Pixel Data?",
        lambda: PIXEL_BYTES,
        "Rows × Columns × Samples per Pixel × Bits Allocated / 8 × frames = 512 × 512 × 1 × 2 × 1.",
        (
            (
                "Multiply: Rows, Columns, Samples per Pixel, bytes for each (Bits Allocated "
                "/ 8), frames."
            ),
            "The numbers stand in the table above; Number of Frames is missing, so there is one.",
        ),
        "512 * 512 * 1 * (… // 8) * 1",
        "512 * 512 * 1 * (16 // 8) * 1",
        (
            Hint(
                512 * 512,
                "So many pixels there are. Each takes the 16 bits that are allocated.",
            ),
            Hint(
                512 * 512 * 12 // 8,
                "12 bits are stored, and each pixel takes the 16 that are allocated.",
            ),
            Hint(512 * 512 * 16, "These are bits: a byte has 8 of them."),
            Hint(512 * 512 * 3, "The image is grey: Samples per Pixel is 1."),
            Hint(lambda: len(lesson_file()), "That is the whole file, with its header."),
        ),
    ),
    Exercise(
        "stored-value",
        _LESSON,
        f"Which number is stored for the pixel in row {_ROW}, column {_COLUMN}, counted from 0?",
        lambda: _stored(_ROW, _COLUMN),
        "Row by row, two bytes a pixel, little endian.",
        (
            "The pixel at (row, column) begins at 2 × (row × Columns + column) in the value.",
            "Two bytes, little endian, unsigned: `<H`, as for the row of eight above.",
        ),
        'struct.unpack_from("<H", file[-524288:], 2 * (… * 512 + …))[0]',
        f'struct.unpack_from("<H", file[-524288:], 2 * ({_ROW} * 512 + {_COLUMN}))[0]',
        (
            Hint(
                lambda: _stored(_COLUMN, _ROW),
                "Row and column are the other way round: pixels stand row by row.",
            ),
            Hint(
                lambda: _stored(0, 0),
                "That is the value in a corner. Where does the pixel begin?",
            ),
            Hint(
                lambda: _stored(_ROW, _COLUMN) - 1024,
                "That is the value in Hounsfield units: stored is the number before the rescale.",
            ),
        ),
    ),
)
