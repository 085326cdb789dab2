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
            Hint("(0060,0008)", "The bytes within a number turn round, not group and element."),
        ),
    ),
    Exercise(
        "second-tag",
        _LESSON,
        "Which tag has the second element of the file?",
        lambda: "(0002,0001)",
        "The first element takes 8 bytes of header and 4 of value, so the second begins at 144.",
        (
            (
                "Where does the first element end? Begin at 132, add its header and its "
                "value; then unpack two numbers of two bytes."
            ),
            (
                "The first element has a header of 8 bytes (tag 4, VR 2, length 2), and its "
                "length was printed above."
            ),
        ),
        'struct.unpack_from("<HH", file, 132 + 8 + …)',
        'struct.unpack_from("<HH", file, 132 + 8 + 4)',
        (
            Hint("(0002,0000)", "That is the first one. The next begins where its value ends."),
            Hint("(0200,0100)", "The bytes are right and their order is not: little endian is <."),
            Hint("(0004,0000)", "That begins too early: the header has 8 bytes before the value."),
        ),
    ),
    Exercise(
        "long-header",
        _LESSON,
        "How many bytes stand before the value of an OB element, in explicit VR?",
        lambda: 12,
        "4 for the tag, 2 for the VR, 2 that are reserved and 4 for the length.",
        (
            "Look at the second element: tag, VR, two bytes of nothing, length. How long is each?",
            "The length of an OB has four bytes, not two, so that it may be longer than 65,534.",
        ),
        "4 + 2 + … + …",
        "4 + 2 + 2 + 4",
        (
            Hint(8, "So it is for short VRs such as UL. The length of an OB has 4 bytes."),
            Hint(10, "Between the VR and the length stand two reserved bytes."),
            Hint(6, "The length counts as well, and two reserved bytes before it."),
        ),
    ),
    Exercise(
        "transfer-syntax",
        _LESSON,
        "Which UID is the transfer syntax of the file?",
        lambda: "1.2.840.10008.1.2.1",
        "Explicit VR little endian: each element says its VR, and the pixels are not compressed.",
        (
            "It is the value of (0002,0010): ask for TransferSyntaxUID, or decode the bytes.",
            (
                "It begins with 1.2.840.10008.1.2, the root of all transfer syntaxes, and a "
                "dot and a number follow."
            ),
        ),
        'file.partition(b"\\x02\\x00\\x10\\x00UI")[2][…].decode()',
        'file.partition(b"\\x02\\x00\\x10\\x00UI")[2][2:21].decode()',
        (
            Hint("1.2.840.10008.1.2.1\0", "Nearly: the zero byte at its end only makes it even."),
            Hint("1.2.840.10008.1.2", "That is implicit VR. Is there nothing after the last 2?"),
            Hint("1.2.840.10008.5.1.4.1.1.2", "That is the SOP class: what, not how."),
        ),
    ),
    Exercise(
        "implicit-header",
        _LESSON,
        "How many bytes stand before a value in implicit VR, whatever the VR?",
        lambda: 8,
        "4 for the tag and 4 for the length. Which VR it is, the reader must know by heart.",
        (
            (
                "Compare the two spellings of one element: the VR is gone, and the length "
                "got its place."
            ),
            "What stays is the tag and the length, and the length has as many bytes as the tag.",
        ),
        "4 + …",
        "4 + 4",
        (
            Hint(12, "That is explicit VR with a long length. Implicit VR writes no VR at all."),
            Hint(6, "Without a VR the length has 4 bytes."),
            Hint(4, "After the tag comes the length."),
        ),
    ),
    Exercise(
        "nested-value",
        _LESSON,
        "Which Requested Procedure ID stands in the first item of the Request Attributes Sequence?",
        lambda: "RP-1",
        "Its path is RequestAttributesSequence[0].RequestedProcedureID: items count from 0.",
        (
            'Ask for its path: "RequestAttributesSequence[0]." and the keyword, with dw.metadata.',
            (
                "With `dw.get(file, path)` or `dw.metadata(file, [path])`: the keyword is "
                "RequestedProcedureID."
            ),
        ),
        'file.partition(b"…")[2][2:6].decode()',
        'file.partition(b"\\x40\\x00\\x01\\x10SH")[2][2:6].decode()',
        (
            Hint("SPS-1", "That is Scheduled Procedure Step ID, its neighbour in the same item."),
            Hint("S-1", "That is Study ID, which stands at the top, not in the sequence."),
        ),
    ),
    Exercise(
        "private-creator",
        _LESSON,
        "Who made the private element (0099,1001)?",
        lambda: "DICOMWIDGETS SAMPLE",
        "The element (0099,0010) reserves the block (0099,1000) to (0099,10FF) for it.",
        (
            "The block 10 of group 0099 is reserved by the element (0099,0010): what is its value?",
            "It is a text (VR LO). `dw.inspect(file)` shows it right before the private elements.",
        ),
        'file.partition(b"\\x99\\x00\\x10\\x00LO")[2][…].decode()',
        'file.partition(b"\\x99\\x00\\x10\\x00LO")[2][2:21].decode()',
        (
            Hint("dicomwidgets", "That is the manufacturer. The block says itself whose it is."),
            Hint(
                "Private note about Alex Sample",
                "That is its value. Who may say what (0099,1001) means stands in (0099,0010).",
            ),
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
        'file.partition(b"\\x10\\x00\\x10\\x00PN")[2].split(b"=")[…].decode("…")',
        'file.partition(b"\\x10\\x00\\x10\\x00PN")[2].split(b"=")[1].decode("utf-8")',
        (
            Hint(
                lambda: "山田^太郎".encode().decode("latin-1"),
                "The right bytes, read as Latin 1. Which character set does the file name?",
            ),
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
