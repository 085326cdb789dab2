"""The exercises of the lesson "Compression and transfer syntaxes"."""

from __future__ import annotations

from functools import cache

from dicomwidgets.teaching.exercise_kinds import Exercise, Hint

__all__ = ["LESSON_07"]

_LESSON = 7
_RATIOS = (5, 10, 20, 40)
_BOUND = 30


@cache
def _largest_errors() -> dict[int, int]:
    """Return what JPEG 2000 takes of the lesson's slice: ratio → largest error, by our encoder."""
    import numpy as np  # noqa: PLC0415 - headers are taught without

    from dicomwidgets import samples  # noqa: PLC0415 - brings NumPy
    from dicomwidgets.series.opening import frames  # noqa: PLC0415
    from dicomwidgets.transcoding.running import transcode  # noqa: PLC0415

    ct = samples.ct(slices=24)[14]
    stored = np.frombuffer(ct.PixelData, "<u2").reshape(ct.Rows, ct.Columns).astype(int)
    found = {}
    for ratio in _RATIOS:
        lossy = frames(transcode(ct, to="JPEG2000", ratio=ratio)).stored(0)
        found[ratio] = int(np.abs(lossy - stored).max())
    return found


def _best_ratio() -> int:
    return max(ratio for ratio, error in _largest_errors().items() if error <= _BOUND)


LESSON_07 = (
    Exercise(
        "rows-misread",
        _LESSON,
        "The value of Rows is the two bytes 00 02, in little endian. Which number does a program "
        "read that takes them for big endian?",
        lambda: 2,
        "In big endian the byte that counts most comes first. 512 rows became two.",
        (
            "In big endian the first byte counts 256 times as much as the second.",
            "`int.from_bytes` makes a number of bytes, in either order.",
        ),
        'int.from_bytes(bytes.fromhex("00 02"), "…")',
        'int.from_bytes(bytes.fromhex("00 02"), "big")',
        (
            Hint(512, "That is what was meant, in little endian."),
            Hint(200, "These are bytes in hexadecimal: each stands for a number up to 255."),
        ),
    ),
    Exercise(
        "items-of-frames",
        _LESSON,
        "A film has 30 frames of one fragment each. How many items has its Pixel Data?",
        lambda: 31,
        "One for each frame, and the Basic Offset Table before them, be it empty or not.",
        (
            "Count the items of the eight frames above: `list(items(frames.PixelData))`.",
            "The first item is no frame. It is there always, with or without a value.",
        ),
        "30 + …",
        "30 + 1",
        (
            Hint(30, "These are the fragments. What stands before them?"),
            Hint(32, "The delimiter at the end of the sequence is none of its items."),
            Hint(9, "That is right for the eight frames above."),
        ),
    ),
    Exercise(
        "most-compact",
        _LESSON,
        "Which of these keeps the slice in the fewest bytes: `RLELossless`, `JPEG2000Lossless`, "
        "`JPEGLSLossless`?",
        lambda: "JPEGLSLossless",
        "For grey images it is often the smallest, and fast; by how much depends on the image.",
        (
            "The table above has the bytes of each: take the smallest number.",
            "`small` holds the datasets by transfer syntax: compare the lengths of PixelData.",
        ),
        "min(small, key=lambda to: len(…))",
        "min(small, key=lambda to: len(small[to].PixelData))",
        (
            Hint("RLELossless", "It only shortens runs of one byte, and noise has few."),
            Hint("JPEG2000Lossless", "Close: compare with the line below it."),
            *(
                Hint(name, "Give its keyword, as it stands in the question.")
                for name in ("JPEG-LS", "JPEGLS", "JPEG-LS Lossless", "jpeglslossless")
            ),
            Hint("ExplicitVRLittleEndian", "That one is not compressed at all."),
        ),
    ),
    Exercise(
        "ratio-for-error",
        _LESSON,
        f"Of these four ratios, which is the highest that keeps every value within {_BOUND} HU?",
        _best_ratio,
        "The largest error counts, not the mean: a finding may be as small as a few pixels.",
        (
            f"Read the last column: which lines have {_BOUND} or less?",
            "`lossy` holds the datasets by ratio, and `error(each).max()` is the largest error.",
        ),
        f"max(ratio for ratio, each in lossy.items() if … <= {_BOUND})",
        f"max(ratio for ratio, each in lossy.items() if error(each).max() <= {_BOUND})",
        (
            *(Hint(text, "Give the number behind the colon alone.") for text in ("1 : 10", "1:10")),
            Hint(5, "It keeps them, and so does one that makes the file smaller still."),
            Hint(20, "Look at the largest error, not at the mean."),
            Hint(40, "Look at the largest error, not at the mean."),
        ),
    ),
    Exercise(
        "once-lossy",
        _LESSON,
        "`lossy_ct` is decompressed: what is the value of Lossy Image Compression then?",
        lambda: "01",
        "What is lost does not come back: decompressed, the image stays marked.",
        (
            "Try it: transcode it to ExplicitVRLittleEndian, and ask for LossyImageCompression.",
            "`dw.transcode` returns a new dataset where it is given one.",
        ),
        "dw.transcode(lossy_ct, to=…).LossyImageCompression",
        'dw.transcode(lossy_ct, to="ExplicitVRLittleEndian").LossyImageCompression',
        (
            Hint("00", "That means: never compressed with a loss. But it was."),
            Hint("1", "It is a code of two characters."),
            Hint(1, "It is a code of two characters, no number."),
        ),
    ),
    Exercise(
        "lossy-passes",
        _LESSON,
        "`near`, from above, is compressed once more, to JPEG 2000 with a ratio of 10. How many "
        "values has its Lossy Image Compression Ratio then?",
        lambda: 2,
        "Each pass adds its ratio and its method: the history of an image can be read.",
        (
            "Try it, and look at LossyImageCompressionRatio of what comes out.",
            "An element of several values has a length, as a list has.",
        ),
        'len(dw.transcode(near, to="JPEG2000", ratio=10).…)',
        'len(dw.transcode(near, to="JPEG2000", ratio=10).LossyImageCompressionRatio)',
        (
            Hint(1, "`near` was lossy already, and that pass has its own value."),
            Hint(10, "That is about one of the values. How many are there?"),
        ),
    ),
    Exercise(
        "baseline-uid",
        _LESSON,
        "Which UID has JPEG Baseline (Process 1), the JPEG of photographs?",
        lambda: "1.2.840.10008.1.2.4.50",
        "All JPEGs begin with 1.2.840.10008.1.2.4, and so do their kin; the last number tells "
        "which.",
        (
            "The table of dw.doctor() has a row for it.",
            "In Python: `report.rows`, each with `name` and `transfer_syntax_uid`.",
        ),
        'next(row.transfer_syntax_uid for row in report.rows if "…" in row.name)',
        'next(row.transfer_syntax_uid for row in report.rows if "Baseline" in row.name)',
        (
            Hint("1.2.840.10008.1.2.4.51", "That is JPEG Extended, which has 12 bits."),
            Hint("1.2.840.10008.1.2.4.70", "That is JPEG Lossless, of another kind."),
            Hint("1.2.840.10008.1.2.4.90", "That is JPEG 2000."),
        ),
    ),
)
