"""An electrocardiogram of twelve leads: `ecg`."""

from __future__ import annotations

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import TwelveLeadECGWaveformStorage

from dicomwidgets.samples.patient import DEFAULT_PATIENT, code, new_dataset

__all__ = ["ecg"]

_LEADS = {
    "I": (1, 0.9),
    "II": (2, 1.3),
    "III": (61, 0.5),
    "aVR": (62, -1.1),
    "aVL": (63, 0.3),
    "aVF": (64, 0.9),
    "V1": (3, -0.7),
    "V2": (4, -0.5),
    "V3": (5, 0.4),
    "V4": (6, 1.2),
    "V5": (7, 1.4),
    "V6": (8, 1.1),
}
"""Lead → its code in MDC (PS3.16 CID 3001) and how much of the heart's vector it sees."""

_WAVES = (
    (-0.17, 0.025, 0.15),
    (-0.028, 0.010, -0.12),
    (0.0, 0.011, 1.0),
    (0.030, 0.012, -0.24),
    (0.26, 0.055, 0.30),
)
"""P, Q, R, S and T: seconds from the R wave, width in seconds, height in millivolts."""

_MICROVOLTS = 2.5
_BEAT = 0.84


def ecg(
    seconds: float = 10, frequency: int = 500, *, patient_name: str = DEFAULT_PATIENT
) -> Dataset:
    """Return an ECG at rest in twelve leads (PS3.3 A.34.3, C.10.9).

    Parameters
    ----------
    seconds
        How long.
    frequency
        Samples a second.
    patient_name
        With up to three groups.

    Returns
    -------
    Dataset
        One multiplex group of 16-bit samples, 2.5 µV a step, with the remark *Sinus rhythm*.
    """
    dataset = new_dataset(
        TwelveLeadECGWaveformStorage, "ECG", kind="Resting ECG", patient_name=patient_name
    )
    del dataset.RequestAttributesSequence
    dataset.AcquisitionDateTime = "20240229101500"
    dataset.AcquisitionContextSequence = Sequence([])
    dataset.WaveformAnnotationSequence = Sequence([_remark("Sinus rhythm"), _rate()])
    dataset.WaveformSequence = Sequence([_group(round(seconds * frequency), frequency)])
    return dataset


def _group(samples: int, frequency: int) -> Dataset:
    group = Dataset()
    group.WaveformOriginality = "ORIGINAL"
    group.MultiplexGroupLabel = "RHYTHM"
    group.NumberOfWaveformChannels = len(_LEADS)
    group.NumberOfWaveformSamples = samples
    group.SamplingFrequency = str(frequency)
    group.ChannelDefinitionSequence = Sequence(
        [_channel(name, number) for name, (number, _) in _LEADS.items()]
    )
    group.WaveformBitsAllocated = 16
    group.WaveformSampleInterpretation = "SS"
    group.WaveformData = _samples(samples, frequency).tobytes()
    return group


def _channel(name: str, number: int) -> Dataset:
    channel = Dataset()
    channel.ChannelSourceSequence = Sequence([code(f"2:{number}", "MDC", f"Lead {name}")])
    channel.ChannelSensitivity = str(_MICROVOLTS)
    channel.ChannelSensitivityUnitsSequence = Sequence([code("uV", "UCUM", "microvolt")])
    channel.ChannelSensitivityCorrectionFactor = "1"
    channel.ChannelBaseline = "0"
    channel.ChannelSampleSkew = "0"
    channel.WaveformBitsStored = 16
    channel.FilterLowFrequency = "0.05"
    channel.FilterHighFrequency = "150"
    return channel


def _samples(samples: int, frequency: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    """Return the stored samples, (samples, leads): the same beats seen from all sides."""
    time = np.arange(samples) / frequency
    phase = (time + 0.4 * _BEAT) % _BEAT - 0.4 * _BEAT
    beat = sum(height * np.exp(-0.5 * ((phase - at) / width) ** 2) for at, width, height in _WAVES)
    breath = 0.04 * np.sin(2 * np.pi * time / 4)
    noise = np.random.default_rng(12).normal(0, 0.008, (samples, len(_LEADS)))
    seen = np.array([share for _, share in _LEADS.values()])
    millivolts = (np.asarray(beat) + breath)[:, None] * seen + noise
    stored: np.ndarray[tuple[int, ...], np.dtype[np.int16]] = np.rint(
        millivolts * 1000 / _MICROVOLTS
    ).astype("<i2")
    return stored


def _remark(text: str) -> Dataset:
    remark = Dataset()
    remark.UnformattedTextValue = text
    remark.ReferencedWaveformChannels = [1, 0]
    remark.AnnotationGroupNumber = 0
    return remark


def _rate() -> Dataset:
    rate = Dataset()
    rate.ConceptNameCodeSequence = Sequence([code("2:16016", "MDC", "Heart rate")])
    rate.MeasurementUnitsCodeSequence = Sequence([code("{H.B.}/min", "UCUM", "heart beats/minute")])
    rate.NumericValue = f"{60 / _BEAT:.0f}"
    rate.ReferencedWaveformChannels = [1, 0]
    rate.AnnotationGroupNumber = 1
    return rate
