"""Compressed frames into which something is drawn: decoded, encoded anew and checked.

One frame at a time is in memory; what was encoded waits in a temporary file without a name until
the file is written, so that offset tables can tell where each frame will be.
"""

from __future__ import annotations

import zlib
from itertools import accumulate
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.codecs import is_wrapped
from dicomwidgets.deidentification.pixels.drawing import blacken, cleared
from dicomwidgets.deidentification.pixels.native_frames import shaped
from dicomwidgets.errors import DeidentifyError, DicomWidgetsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from dicomwidgets.deidentification.engine.content import Content
    from dicomwidgets.deidentification.pixels.encapsulated import Piece
    from dicomwidgets.deidentification.pixels.layout import Layout
    from dicomwidgets.deidentification.pixels.redaction import Redaction
    from dicomwidgets.deidentification.pixels.way import Way
    from dicomwidgets.pixels.compressed import Components

__all__ = ["DecodedFrames", "RecodedFrames", "recoded"]

_DEFLATED = "1.2.840.10008.1.2.8.1"
_STEM = "1.2.840.10008.1.2.4."
_LOSSLESS_FORM = {
    _STEM + lossy: _STEM + lossless
    for lossy, lossless in {"91": "90", "203": "201", "112": "110"}.items()
}
"""Transfer syntax that may be lossy → the one in which what is lossless stands, too."""
_IN_MEMORY = 32 << 20
_ITEM = 8
_MIXED = "Frames are to be blacked out in part, and their codestreams have different colours."
_AGAIN = "Decompress the file with another program first, or leave it out."


class DecodedFrames(NamedTuple):
    """The frames of an encapsulated value, decoded one at a time.

    Parameters
    ----------
    groups
        The fragments of each frame.
    layout, syntax, content
        How their pixels are laid out and compressed, and the bytes.
    """

    groups: Sequence[Sequence[Piece]]
    layout: Layout
    syntax: str
    content: Content

    def frame(self, number: int) -> Components:
        """Return a frame's samples as they were coded, of the type that the header says.

        Raises
        ------
        DeidentifyError
            If it can't be decoded, with the reason.
        """
        data = b"".join(self.content.read(*piece) for piece in self.groups[number])
        return self.decoded(data, self.syntax, number)

    def decoded(self, data: bytes, syntax: str, number: int) -> Components:
        """Return what the bytes of a frame are in a transfer syntax; raise as `frame` does."""
        from dicomwidgets.pixels.compressed import (  # noqa: PLC0415 - it loads numpy
            Components,
            reason,
        )

        try:
            array, photometric = self._samples(data, syntax)
            fitting = array.astype(f"{self.layout.kind}{self.layout.allocated // 8}", copy=False)
            if not (fitting == array).all():
                raise ValueError("its samples have more bits than the header says")  # noqa: TRY301
            return Components(fitting, photometric)
        except DicomWidgetsError as error:
            raise DeidentifyError(error.message, remedy=error.remedy) from None
        except Exception as error:  # noqa: BLE001 - decoders raise whatever damaged data provokes
            raise DeidentifyError(
                f"Frame {number + 1} is to be blacked out in part and can't be decoded: "
                f"{reason(error)}",
                remedy=_AGAIN,
            ) from None

    def _samples(self, data: bytes, syntax: str) -> Components:
        from dicomwidgets.pixels.compressed import Components, components  # noqa: PLC0415

        layout = self.layout
        if is_wrapped(syntax):
            size = layout.cells * layout.allocated // 8
            if syntax == _DEFLATED:
                data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, size)
            return Components(shaped(data[:size], layout), layout.photometric)
        return components(data, _format(layout, syntax))


class RecodedFrames:
    """Where the frames of a value are found that are written anew, and how long all will be.

    Parameters
    ----------
    groups
        The fragments of each frame.

    Attributes
    ----------
    places
        Frame → from and to where it is kept, of those that are written anew.
    photometric
        Photometric Interpretation of these frames.
    """

    def __init__(self, groups: Sequence[Sequence[Piece]]) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - it lives on
        self._groups = groups
        self.places: dict[int, tuple[int, int]] = {}
        self.photometric = ""
        self._end = 0

    def add(self, frame: int, data: bytes, photometric: str) -> None:
        """Keep a frame that was encoded anew, and what its colours are."""
        if self.places and photometric != self.photometric:
            raise DeidentifyError(_MIXED, remedy=_AGAIN)
        self.photometric = photometric
        self._file.seek(self._end)
        self._file.write(data)
        self.places[frame] = self._end, self._end + len(data)
        self._end += len(data)

    def close(self) -> None:
        """Let go of the frames."""
        self._file.close()

    def parts(self, _content: Content, start: int, stop: int) -> Iterator[bytes]:
        """Yield bytes of what was added, from and to."""
        self._file.seek(start)
        yield self._file.read(stop - start)

    def sizes(self) -> list[int]:
        """Return how many bytes each frame will take, headers and padding left out."""
        return [
            self.places[frame][1] - self.places[frame][0]
            if frame in self.places
            else sum(piece.stop - piece.start for piece in pieces)
            for frame, pieces in enumerate(self._groups)
        ]

    def offsets(self) -> list[int]:
        """Return where the items of each frame will begin, counted as offset tables do."""
        taken = [
            size + size % 2 + _ITEM * (1 if frame in self.places else len(self._groups[frame]))
            for frame, size in enumerate(self.sizes())
        ]
        return [0, *accumulate(taken[:-1])]

    @property
    def in_one_fragment(self) -> bool:
        """Whether each frame will be one item, as an Extended Offset Table needs it."""
        return all(
            frame in self.places or len(pieces) == 1 for frame, pieces in enumerate(self._groups)
        )


def recoded(frames: DecodedFrames, way: Way, redaction: Redaction, *, clear: bool) -> RecodedFrames:
    """Return frames with parts blacked out, each checked by decoding what was encoded.

    Parameters
    ----------
    frames
        As they are.
    way
        How they are written.
    redaction
        What is blacked out.
    clear
        Whether bits of cells are cleared that hold no sample: in all frames.

    Raises
    ------
    DeidentifyError
        If a frame can't be decoded, or is not what it should be when it is decoded again.
    """
    found = RecodedFrames(frames.groups)
    try:
        for number in range(len(frames.groups)):
            if clear or way.recoding == "all" or redaction.touches(number):
                found.add(number, *_recoded(frames, number, way, redaction, clear=clear))
    except BaseException:
        found.close()
        raise
    return found


def _recoded(
    frames: DecodedFrames, number: int, way: Way, redaction: Redaction, *, clear: bool
) -> tuple[bytes, str]:
    image, photometric = frames.frame(number)
    layout = frames.layout._replace(photometric=photometric)
    image = cleared(image, layout) if clear else image.copy()
    if redaction.touches(number):
        blacken(image.reshape(layout.rows, layout.columns, -1), layout, redaction, number)
    if way.recoding == "all":
        way = way._replace(photometric=_named(photometric))
    try:
        data = _encoded(image, layout, way)
    except DicomWidgetsError:
        raise
    except Exception as error:  # noqa: BLE001 - encoders raise what they please
        raise _unlike(number, type(error).__name__) from None
    planar = layout.planar if is_wrapped(way.syntax) else 0
    written = layout._replace(photometric=way.photometric, planar=planar)
    again, _ = frames._replace(layout=written).decoded(data, way.syntax, number)
    if not _same(again, image):
        raise _unlike(number, "what it decodes to is not what was encoded")
    return data, way.photometric


def _named(photometric: str) -> str:
    """Return what decoded components are called where each pixel has all of them."""
    return "YBR_FULL" if photometric.startswith("YBR") else photometric


def _encoded(image: NDArray[Any], layout: Layout, way: Way) -> bytes:
    if is_wrapped(way.syntax):
        cells = image.transpose(2, 0, 1) if layout.samples > 1 and layout.planar else image
        data = cells.tobytes()
        if way.syntax != _DEFLATED:
            return data
        deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        return deflater.compress(data) + deflater.flush()
    from dicomwidgets.transcoding.encoders import encode, fitting_bits  # noqa: PLC0415 - NumPy

    syntax = _LOSSLESS_FORM.get(way.syntax, way.syntax)
    bits = fitting_bits(image, layout.stored, layout.allocated)
    return encode(image, syntax, bits=bits, photometric=way.photometric)


def _same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return one.shape == other.shape and bool((one == other).all())


def _unlike(number: int, why: str) -> DeidentifyError:
    return DeidentifyError(
        f"Frame {number + 1} is to be blacked out in part and can't be encoded anew: {why}.",
        remedy=_AGAIN,
    )


def _format(layout: Layout, syntax: str) -> Any:
    from dicomwidgets.pixels.pixel_format import PixelFormat  # noqa: PLC0415

    return PixelFormat(
        transfer_syntax_uid=syntax,
        keyword="PixelData",
        rows=layout.rows,
        columns=layout.columns,
        samples=layout.samples,
        frames=1,
        bits_allocated=layout.allocated,
        bits_stored=layout.stored,
        high_bit=layout.high_bit,
        signed=layout.kind == "i",
        photometric=layout.photometric,
        planar=layout.planar,
        offset=None,
    )
