"""The compressed bytes of one frame, decoded as what they are (PS3.5 A.4)."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from pydicom.encaps import encapsulate

from dicomwidgets.codecs import SYNTAXES, codec_for, is_wrapped
from dicomwidgets.errors import DecodeError
from dicomwidgets.pixels import native
from dicomwidgets.pixels.agreement import agreement, is_far_larger
from dicomwidgets.pixels.codestream import read_codestream
from dicomwidgets.pixels.color import ybr_to_rgb
from dicomwidgets.pixels.pixel_format import Decoded
from dicomwidgets.pixels.plugins.decoders import decoders_for
from dicomwidgets.pixels.streams.jpeg import ended, mended

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydicom.pixels.decoders.base import Decoder

    from dicomwidgets.codecs import Codec
    from dicomwidgets.pixels.codestream import Codestream
    from dicomwidgets.pixels.pixel_format import PixelFormat

__all__ = ["Components", "components", "decompressed", "options", "reason", "samples_of"]

_LONGEST = 300
_LARGEST = 2**31
_RLE = "1.2.840.10008.1.2.5"
_DEFLATED_FRAME = "1.2.840.10008.1.2.8.1"
_ALL_FAILED = "Unable to decode as exceptions were raised by all available plugins:"
_PLAIN = {"jpeg", "jpeg_ls", "jpeg_2000", "htj2k"}
_SAID = re.compile(r"(\w+): (.*)")
"""What pydicom makes of a plugin's exception: its name and its words."""
_NO_DECODER = "inspect(x) shows its header; export it in another transfer syntax to see the image."
_PHOTOMETRIC = {
    "RGB": "RGB",
    "YBR": "YBR_FULL",
    "RCT": "YBR_RCT",
    "ICT": "YBR_ICT",
    "XYB": "RGB",
}


def decompressed(data: bytes, fmt: PixelFormat) -> Decoded:
    """Return the frame that these bytes are.

    Parameters
    ----------
    data
        The fragments of one frame, joined.
    fmt
        How the header says the pixels are stored.

    Returns
    -------
    Decoded
        (rows, columns) as stored, or (rows, columns, 3) with YBR turned into RGB.

    Raises
    ------
    DecodeError
        Where no decoder is installed, with the install line.
    Exception
        Whatever decoders raise over damaged data.
    """
    fmt = fmt._replace(frames=1)
    if is_wrapped(fmt.transfer_syntax_uid):
        array = _unwrapped(data, fmt)
        if fmt.samples == 3 and fmt.photometric == "YBR_FULL":
            array = ybr_to_rgb(array, fmt.bits_stored)
        return Decoded(array, fmt)
    stream = read_codestream(data)
    _refuse_damaged(fmt, stream)
    fmt = agreement(fmt, stream).fmt
    _refuse_giants(fmt)
    decoders = _decoders(fmt, stream)
    data = _whole(data, stream)
    if fmt.bits_allocated == 1 and fmt.transfer_syntax_uid == _RLE:
        return Decoded(native.shaped(_array(decoders, data, _as_bytes(fmt)).ravel(), fmt), fmt)
    return Decoded(_limited(_array(decoders, data, fmt, stream), fmt, stream), fmt)


class Components(NamedTuple):
    """The samples of a frame as they were coded, and what they are.

    Parameters
    ----------
    array
        (rows, columns), or (rows, columns, 3).
    photometric
        What its colours are: no conversion but a decoder's own (RCT, ICT).
    """

    array: NDArray[Any]
    photometric: str


def components(data: bytes, fmt: PixelFormat) -> Components:
    """Return the samples of one frame, every bit of them, without a conversion of colours.

    Parameters
    ----------
    data
        The fragments of one frame, joined.
    fmt
        How the header says the pixels are stored.

    Raises
    ------
    DecodeError
        Where no decoder is installed, with the install line.
    ValueError
        Where the frame has another size or other components than the header says.
    Exception
        Whatever decoders raise over damaged data.
    """
    fmt = fmt._replace(frames=1)
    stream = read_codestream(data)
    _refuse_damaged(fmt, stream)
    told = agreement(fmt, stream).fmt
    if (told.rows, told.columns, told.samples) != (fmt.rows, fmt.columns, fmt.samples):
        raise ValueError("its codestream has another size, or other samples, than the header says")
    _refuse_giants(told)
    decoders = _decoders(told, stream)
    data = _whole(data, stream)
    array, shown = _first(decoders, data, told, stream, raw=True)
    return Components(np.ascontiguousarray(array), shown)


def samples_of(data: bytes, fmt: PixelFormat) -> Decoded:
    """Return the samples of one frame as stored, without a conversion of colours.

    Parameters
    ----------
    data, fmt
        As for `decompressed`.

    Returns
    -------
    Decoded
        (rows, columns), or (rows, columns, 3), with Bits Stored applied. The format tells what
        header and codestream are together, and what the colours are: those that a codestream
        mixes (RCT, ICT, XYB) are RGB then.

    Raises
    ------
    DecodeError
        Where no decoder is installed, with the install line.
    Exception
        Whatever decoders raise over damaged data.
    """
    single = fmt.bits_allocated == 1
    fmt = fmt._replace(frames=1)
    if is_wrapped(fmt.transfer_syntax_uid):
        return Decoded(_unwrapped(data, fmt), fmt)
    stream = read_codestream(data)
    _refuse_damaged(fmt, stream)
    fmt = agreement(fmt, stream).fmt
    if single and fmt.bits_stored == 1:  # a stream may code single bits; its words are bytes
        fmt = fmt._replace(bits_allocated=1)
    _refuse_giants(fmt)
    decoders = _decoders(fmt, stream)
    data = _whole(data, stream)
    if fmt.bits_allocated == 1 and fmt.transfer_syntax_uid == _RLE:
        return Decoded(native.shaped(_array(decoders, data, _as_bytes(fmt)).ravel(), fmt), fmt)
    if (plain := _straight(decoders, data, fmt, stream)) is None:
        known = fmt._replace(bits_allocated=max(8, fmt.bits_allocated))
        array, shown = _first(decoders, data, known, stream, raw=True)
        plain = np.ascontiguousarray(array)
        if fmt.samples > 1:
            fmt = fmt._replace(photometric=shown, planar=0)
    return Decoded(_limited(plain, fmt, stream), fmt)


def _decoders(fmt: PixelFormat, stream: Codestream | None) -> list[Decoder]:
    """Return what may decode a frame; raise, with the install line, where nothing does."""
    uid = fmt.transfer_syntax_uid
    found = decoders_for([stream.syntax, uid] if stream and stream.syntax else [uid])
    if not found:
        known = uid in SYNTAXES or not (stream and stream.syntax)
        raise no_decoder(codec_for(uid if known else str(stream and stream.syntax)))
    return found


def _whole(data: bytes, stream: Codestream | None) -> bytes:
    """Return a stream that decoders take, with the faults mended that are known."""
    if stream is not None and stream.note == "Se":
        data = mended(data)
    return ended(data) if stream is not None and stream.kind == "jpeg_ls" else data


def no_decoder(codec: Codec) -> DecodeError:
    """Return what is to be said where nothing decodes a transfer syntax."""
    name, uid = codec.name, codec.transfer_syntax_uid
    named = f"transfer syntax {uid}" if name == uid else f"{name} ({uid})"
    return DecodeError(
        f"No decoder for {name} is installed."
        if codec.install
        else f"No decoder for {named} is known.",
        tag="(0002,0010)",
        keyword="TransferSyntaxUID",
        remedy=f"Install one with: {codec.install}" if codec.install else _NO_DECODER,
    )


def options(fmt: PixelFormat, stream: Codestream | None = None) -> dict[str, Any]:
    """Return what pydicom's decoders ask to know of a frame."""
    photometric = fmt.photometric or "MONOCHROME2"
    if stream is not None and stream.colors in _PHOTOMETRIC:
        photometric = _PHOTOMETRIC[stream.colors]
    known: dict[str, Any] = {
        "rows": fmt.rows,
        "columns": fmt.columns,
        "samples_per_pixel": fmt.samples,
        "number_of_frames": fmt.frames,
        "bits_allocated": fmt.bits_allocated,
        "bits_stored": _precision(fmt, stream),
        "pixel_representation": int(fmt.signed),
        "photometric_interpretation": photometric,
        "pixel_keyword": fmt.keyword,
    }
    if fmt.samples > 1:
        known["planar_configuration"] = fmt.planar
    return known


def _precision(fmt: PixelFormat, stream: Codestream | None) -> int:
    """Return how many bits of a sample pydicom is to keep and to see the sign in."""
    if stream is not None and stream.kind == "rle":
        return fmt.bits_allocated
    if stream is None or stream.precision is None:
        return fmt.bits_stored
    return min(stream.precision, fmt.bits_allocated)


def reason(problem: Exception) -> str:
    """Return why a frame can't be decoded, on one line of some length.

    Where several decoders were asked, what the first one said stands for all.
    """
    lines = [" ".join(line.split()).rstrip(".") for line in str(problem).splitlines()]
    lines = [found for line in lines if (found := line.removeprefix(_ALL_FAILED).strip())]
    said = [match for match in map(_SAID.fullmatch, lines) if match is not None]
    if said:
        *names, last = dict.fromkeys(match[1] for match in said)
        together = f"{', '.join(names)} and {last} give" if names else f"{last} gives"
        text = f"{together} up on it ({said[0][2]})"
    else:
        text = "; ".join(lines) or type(problem).__name__
    text = re.sub(r"<[^<>]* at 0x[0-9a-f]+>", "it", text).strip().rstrip(".")
    return f"{text[:_LONGEST]}."


def _array(
    decoders: list[Decoder], data: bytes, fmt: PixelFormat, stream: Codestream | None = None
) -> NDArray[Any]:
    """Return a frame decoded, YBR turned into RGB."""
    if (plain := _straight(decoders, data, fmt, stream)) is not None:
        return plain
    # pydicom's equations for YBR_FULL are those of 8 bits.
    raw = fmt.samples == 1 or fmt.bits_stored > 8
    array, shown = _first(decoders, data, fmt, stream, raw=raw)
    if raw and shown.startswith("YBR_FULL"):
        array = ybr_to_rgb(array, fmt.bits_stored)
    return np.ascontiguousarray(array)


def _straight(
    decoders: list[Decoder], data: bytes, fmt: PixelFormat, stream: Codestream | None
) -> NDArray[Any] | None:
    """Return a grey frame by its decoder with no more copies than one, if that is all it takes.

    ``None`` where samples have a sign, where another decoder comes first, and of what it can't
    decode, which it is asked for again in the usual way: that tells what is wrong.
    """
    if stream is None or fmt.samples > 1:
        return None
    if stream.kind == "rle":
        return _words(data, fmt)
    if stream.signed or fmt.signed:
        return None
    if stream.kind not in _PLAIN or decoders[0].available_plugins != ("imagecodecs",):
        return None
    from dicomwidgets.pixels.plugins.with_imagecodecs import grey_frame  # noqa: PLC0415 - an extra

    try:
        array = grey_frame(data, stream)
    except Exception:  # noqa: BLE001 - said in the usual way
        return None
    # The type is that of the words in the header, as in the usual way, however few bits were coded.
    fits = array.shape == (fmt.rows, fmt.columns) and array.dtype in ("u1", "u2")
    fits = fits and fmt.bits_allocated in (8, 16, 32) and 8 * array.itemsize <= fmt.bits_allocated
    return np.ascontiguousarray(array, f"u{fmt.bits_allocated // 8}") if fits else None


def _words(data: bytes, fmt: PixelFormat) -> NDArray[Any] | None:
    """Return the words of a grey RLE frame; ``None`` as `_straight` does."""
    try:
        from rle.rle import decode_frame  # noqa: PLC0415 - a package of its own
    except ImportError:
        return None
    try:
        words = decode_frame(data, fmt.rows * fmt.columns, fmt.bits_allocated, "<")
        kind = "i" if fmt.signed else "u"
        array = np.frombuffer(words, f"<{kind}{fmt.bits_allocated // 8}")
        return array.reshape(fmt.rows, fmt.columns)
    except Exception:  # noqa: BLE001 - said in the usual way
        return None
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":
            raise
        return None


def _first(
    decoders: list[Decoder],
    data: bytes,
    fmt: PixelFormat,
    stream: Codestream | None,
    *,
    raw: bool,
) -> tuple[NDArray[Any], str]:
    """Return what the first decoder makes of the frame that can make something of it."""
    value = encapsulate([data], has_bot=False)
    known, said = options(fmt, stream), []
    for decoder in decoders:
        try:
            array, shown = decoder.as_array(value, index=0, raw=raw, **known)
            return array, str(shown["photometric_interpretation"])
        except Exception as problem:  # noqa: BLE001 - decoders raise whatever damaged data provokes
            said.append(str(problem) or type(problem).__name__)
        except BaseException as problem:
            # What a decoder written in Rust raises when it runs beyond its data.
            if type(problem).__name__ != "PanicException":
                raise
            said.append("the decoder ran beyond the data")
    raise RuntimeError("\n".join(dict.fromkeys(said)))


def _limited(array: NDArray[Any], fmt: PixelFormat, stream: Codestream | None) -> NDArray[Any]:
    """Return samples within the stored bits, where the codestream has more.

    A lossless stream has what the file had there, no part of the value (PS3.5 8.1.1), and a lossy
    one too, if that was an overlay; else it has overshot. RLE codes the words as they were.
    """
    if stream is None or array.dtype.kind == "f":
        return array
    if stream.kind == "rle":
        return native.correct_bits(array, fmt)
    if (stream.precision or 0) <= fmt.bits_stored:
        return array
    if stream.lossless is not False or fmt.drawn_bits > fmt.bits_stored:
        top = fmt.high_bit if fmt.high_bit < (stream.precision or 0) else fmt.bits_stored - 1
        return native.correct_bits(array, fmt._replace(high_bit=top))
    end = 1 << (fmt.bits_stored - fmt.signed)
    return np.asarray(np.clip(array, -end if fmt.signed else 0, end - 1))


def _as_bytes(fmt: PixelFormat) -> PixelFormat:
    """Return a frame of packed bits as a line of bytes, which is how RLE sees it."""
    return fmt._replace(rows=1, columns=fmt.frame_bytes, bits_allocated=8, bits_stored=8)


def _unwrapped(data: bytes, fmt: PixelFormat) -> NDArray[Any]:
    """Return a frame that lies uncompressed, or deflated, in an item of its own."""
    if fmt.transfer_syntax_uid == _DEFLATED_FRAME:
        data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, fmt.frame_bytes)
    if len(data) < fmt.frame_bytes:
        raise ValueError(f"it holds {len(data)} of {fmt.frame_bytes} bytes")
    return native.shaped(np.frombuffer(data, np.uint8, fmt.frame_bytes).copy(), fmt)


def _refuse_damaged(fmt: PixelFormat, stream: Codestream | None) -> None:
    """Refuse a stream far larger than its header says: decoders take minutes to find out."""
    if stream is not None and is_far_larger(fmt, stream):
        raise DecodeError(
            f"The codestream says that it has {stream.rows} × {stream.columns} pixels, where Rows "
            f"and Columns (0028,0010) say {fmt.rows} × {fmt.columns}: it is damaged.",
            tag="(7FE0,0010)",
            keyword=fmt.keyword,
            remedy="Copy or export the file again.",
        )


def _refuse_giants(fmt: PixelFormat) -> None:
    """Refuse what damaged sizes most often mean, before memory is asked for it."""
    if (size := fmt.frame_bytes) > _LARGEST:
        raise DecodeError(
            f"The image would hold {fmt.rows} × {fmt.columns} pixels, {size / 2**30:.0f} GiB: more "
            "than can be decoded as one piece, or its size is wrong.",
            tag="(7FE0,0010)",
            keyword=fmt.keyword,
            remedy="Copy or export the file again.",
        )
