"""Recordings over time: ECG, pressures, audio and their like (PS3.3 A.34, C.10.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError, ReadError
from dicomwidgets.structured_report.fields import Fields
from dicomwidgets.structured_report.rows import unit_words
from dicomwidgets.structured_report.values import code_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from dicomwidgets.structured_report.content import Code

__all__ = [
    "Annotation",
    "Channel",
    "MultiplexGroup",
    "has_waveforms",
    "read_annotations",
    "read_waveforms",
]

_WORDS = {
    ("SB", 8): "i1",
    ("UB", 8): "u1",
    ("MB", 8): "u1",
    ("AB", 8): "u1",
    ("SS", 16): "i2",
    ("US", 16): "u2",
    ("SL", 32): "i4",
    ("UL", 32): "u4",
    ("SV", 64): "i8",
    ("UV", 64): "u8",
}
"""Sample interpretation and bits allocated → the type of a stored sample."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel of a multiplex group (PS3.3 C.10.9.1.4).

    Parameters
    ----------
    name
        Its label, or what its source is called: ``"Lead aVR"``.
    source
        What was recorded, as a code.
    unit
        Of the scaled values; ``""`` where the file gives none, and values are as stored.
    sensitivity
        Units a stored step, its correction factor applied.
    baseline
        What a stored 0 means, in units.
    filters
        What was filtered, in words; ``""`` for nothing.
    problems
        What is odd about it.
    """

    name: str
    source: Code | None
    unit: str
    sensitivity: float
    baseline: float
    filters: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark of the file on a recording, such as *sinus rhythm* (PS3.3 C.10.10)."""

    text: str
    value: str
    unit: str
    group: int | None


@dataclass(frozen=True, slots=True, repr=False)
class MultiplexGroup:
    """Channels recorded together.

    Parameters
    ----------
    label
        Multiplex Group Label, such as ``"RHYTHM"``.
    originality
        ``"ORIGINAL"`` or ``"DERIVED"``.
    frequency
        Samples a second.
    samples
        In each channel.
    channels
        In their order.
    interpretation, bits
        How a sample is stored: ``"SS"``, 16.
    problems
        What is odd about it, in words that hold no identifier.
    """

    label: str
    originality: str
    frequency: float
    samples: int
    channels: tuple[Channel, ...]
    interpretation: str
    bits: int
    problems: tuple[str, ...]
    _fields: Fields

    def __repr__(self) -> str:
        return (
            f"<MultiplexGroup: {len(self.channels)} channels, {self.samples} samples "
            f"at {self.frequency:g} Hz>"
        )

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.samples / self.frequency if self.frequency else 0.0

    def stored(self) -> NDArray[Any]:
        """Return the samples as stored.

        Returns
        -------
        ndarray
            (channels, samples) in the file's own type; read-only.

        Raises
        ------
        ReadError
            When the file stores them in a way that the standard does not know.
        """
        import numpy as np  # noqa: PLC0415 - a report needs none

        word = _WORDS.get((self.interpretation, self.bits))
        if word is None:
            raise ReadError(
                f"Samples of {self.bits} bits stored as {self.interpretation or 'nothing'} "
                "are not known to the standard.",
                tag="(5400,1006)",
                keyword="WaveformSampleInterpretation",
                remedy="Export the recording again.",
            )
        order = "<" if self._fields.is_little_endian("WaveformData") else ">"
        data = self._fields.data("WaveformData")
        channels = len(self.channels)
        flat = np.frombuffer(data, np.dtype(order + word), self.samples * channels)
        return flat.reshape(self.samples, channels).T

    def values(self, start: int = 0, stop: int | None = None) -> NDArray[np.float64]:
        """Return the samples in the units of their channels.

        Parameters
        ----------
        start, stop
            Of the samples, from 0; all of them by default.

        Returns
        -------
        ndarray
            float64 (channels, samples); where the file says that nothing was recorded, NaN.

        Raises
        ------
        ArgumentError
            When there are no such samples.
        ReadError
            When the file stores them in a way that the standard does not know.
        """
        import numpy as np  # noqa: PLC0415 - a report needs none

        end = self.samples if stop is None else stop
        if not 0 <= start <= end <= self.samples:
            raise ArgumentError(f"The recording has samples 0 to {self.samples:,}.")
        stored = self.stored()[:, start:end]
        linear = _expanded(stored, self.interpretation)
        scale = np.array([[each.sensitivity] for each in self.channels])
        shift = np.array([[each.baseline] for each in self.channels])
        values: NDArray[np.float64] = linear * scale + shift
        padding = self._padding()
        if padding is not None:
            values[stored == padding] = np.nan
        return values

    def _padding(self) -> int | None:
        data = self._fields.data("WaveformPaddingValue")[: self.bits // 8]
        if len(data) < self.bits // 8:
            return None
        little = self._fields.is_little_endian("WaveformPaddingValue")
        signed = self.interpretation in ("SB", "SS", "SL", "SV")
        return int.from_bytes(data, "little" if little else "big", signed=signed)


def _expanded(stored: NDArray[Any], interpretation: str) -> NDArray[np.float64]:
    """Return samples as numbers, telephone companding undone (ITU-T G.711)."""
    import numpy as np  # noqa: PLC0415 - a report needs none

    if interpretation not in ("MB", "AB"):
        return stored.astype(np.float64)
    code = np.arange(256)
    if interpretation == "MB":
        code = ~code & 0xFF
        size = (((code & 15) << 3) + 132 << (code >> 4 & 7)) - 132
        table = np.where(code & 128, -size, size)
    else:
        code = code ^ 0x55
        steps = code >> 4 & 7
        size = ((code & 15) << 4) + 8
        size = np.where(steps == 0, size, (size + 256) << np.maximum(steps - 1, 0))
        table = np.where(code & 128, size, -size)
    expanded: NDArray[np.float64] = table.astype(np.float64)[stored]
    return expanded


def has_waveforms(dataset: Dataset) -> bool:
    """Whether an object holds recordings."""
    return "WaveformSequence" in Fields(dataset)


def read_waveforms(dataset: Dataset) -> tuple[MultiplexGroup, ...]:
    """Return the multiplex groups of a recording; no sample is read yet.

    Parameters
    ----------
    dataset
        Never changed.
    """
    return tuple(map(_group, Fields(dataset).items("WaveformSequence")))


def read_annotations(dataset: Dataset) -> tuple[Annotation, ...]:
    """Return what the file remarks on a recording (PS3.3 C.10.10)."""
    fields = Fields(dataset)
    return tuple(map(_annotation, fields.items("WaveformAnnotationSequence")))


def _annotation(item: Fields) -> Annotation:
    concept = code_of(item, "ConceptNameCodeSequence")
    coded = code_of(item, "ConceptCodeSequence")
    return Annotation(
        item.text("UnformattedTextValue") or str(concept or ""),
        ", ".join(item.texts("NumericValue")) or str(coded or ""),
        unit_words(code_of(item, "MeasurementUnitsCodeSequence")),
        item.integer("AnnotationGroupNumber"),
    )


def _group(item: Fields) -> MultiplexGroup:
    problems: list[str] = []
    channels = tuple(map(_channel, item.items("ChannelDefinitionSequence")))
    said = item.integer("NumberOfWaveformChannels")
    if said is not None and said != len(channels):
        problems.append(f"It declares {said} channels and defines {len(channels)}.")
    bits = item.integer("WaveformBitsAllocated") or 16
    frequency = next(iter(item.numbers("SamplingFrequency")), 0.0)
    if not frequency > 0:
        problems.append("It has no Sampling Frequency: the time axis counts samples.")
        frequency = 1.0
    return MultiplexGroup(
        item.text("MultiplexGroupLabel"),
        item.text("WaveformOriginality"),
        float(frequency),
        _samples(item, len(channels), bits, problems),
        channels,
        item.text("WaveformSampleInterpretation"),
        bits,
        tuple(problems),
        item,
    )


def _samples(item: Fields, channels: int, bits: int, problems: list[str]) -> int:
    """Return how many samples of each channel are really there."""
    room = len(item.data("WaveformData")) * 8 // (bits * channels) if channels and bits else 0
    said = item.integer("NumberOfWaveformSamples")
    if said is None:
        problems.append("It has no Number of Waveform Samples: as many as there are bytes for.")
        return room
    if said > room:
        problems.append(f"It declares {said:,} samples and has {room:,}: the end is missing.")
    return max(0, min(said, room))


def _channel(item: Fields) -> Channel:
    source = code_of(item, "ChannelSourceSequence")
    sensitivity = item.numbers("ChannelSensitivity")
    factor = next(iter(item.numbers("ChannelSensitivityCorrectionFactor")), 1.0)
    unit = code_of(item, "ChannelSensitivityUnitsSequence")
    problems = []
    if not sensitivity:
        problems.append("It has no Channel Sensitivity: values are as stored.")
    for keyword, name in (("ChannelTimeSkew", "s"), ("ChannelSampleSkew", "samples")):
        skew = next(iter(item.numbers(keyword)), 0.0)
        if skew:
            problems.append(f"It was sampled {skew:g} {name} later than the first one.")
    return Channel(
        item.text("ChannelLabel") or str(source or ""),
        source,
        unit_words(unit) if sensitivity else "",
        float(sensitivity[0] * factor) if sensitivity else 1.0,
        float(next(iter(item.numbers("ChannelBaseline")), 0.0)) if sensitivity else 0.0,
        _filters(item),
        tuple(problems),
    )


def _filters(item: Fields) -> str:
    low = next(iter(item.numbers("FilterLowFrequency")), 0.0)
    high = next(iter(item.numbers("FilterHighFrequency")), 0.0)
    notch = next(iter(item.numbers("NotchFilterFrequency")), 0.0)
    parts = (
        f"{low:g} to {high:g} Hz" if low and high else f"up to {high:g} Hz" if high else "",
        f"from {low:g} Hz" if low and not high else "",
        f"without {notch:g} Hz" if notch else "",
    )
    return ", ".join(part for part in parts if part)
