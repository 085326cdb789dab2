"""What a header says of pixels that have lost something (PS3.3 C.7.6.1.1.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydicom import Dataset
from pydicom.uid import generate_uid

from dicomwidgets.codecs import is_video
from dicomwidgets.display.tolerant import texts
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.transcoding.choice import Choice
    from dicomwidgets.transcoding.frame_codec import Loss

__all__ = ["is_lossy", "mark_lossy", "mark_lost", "renamed"]

_STEM = "1.2.840.10008.1.2.4."
_METHODS = {
    **dict.fromkeys((_STEM + each for each in ("50", "51", "53", "55")), "ISO_10918_1"),
    _STEM + "81": "ISO_14495_1",
    _STEM + "91": "ISO_15444_1",
    _STEM + "93": "ISO_15444_2",
    _STEM + "203": "ISO_15444_15",
    **dict.fromkeys((_STEM + "111", _STEM + "112"), "ISO_18181_1"),
    **dict.fromkeys((_STEM + "100", _STEM + "101"), "ISO_13818_2"),
    **dict.fromkeys((_STEM + each for each in ("102", "103", "104", "105", "106")), "ISO_14496_10"),
    **dict.fromkeys((_STEM + "107", _STEM + "108"), "ISO_23008_2"),
}
"""Transfer syntax → Lossy Image Compression Method."""

_NEVER_LOSSLESS = frozenset({_STEM + each for each in ("50", "51", "53", "55", "81", "203", "111")})
_UNTRUE = (
    *("SmallestImagePixelValue", "LargestImagePixelValue"),
    *("SmallestPixelValueInSeries", "LargestPixelValueInSeries"),
    *("SmallestImagePixelValueInPlane", "LargestImagePixelValueInPlane"),
)
_UNSIGNED = (0xFFFAFFFA, 0x4FFE0001)
"""Digital Signatures Sequence and MAC Parameters Sequence: they do not hold any more."""

_FRAME_TYPES = tuple(
    f"{kind}FrameTypeSequence"
    for kind in (
        *("MRImage", "MRSpectroscopy", "CTImage", "XRay3D", "PET", "PhotoacousticImage"),
        *("WholeSlideMicroscopyImage", "ParametricMap", "ConfocalMicroscopyImage"),
        "IntravascularOCT",
    )
)
_RATIO, _METHOD = "LossyImageCompressionRatio", "LossyImageCompressionMethod"


def is_lossy(syntax: str, photometric: str) -> bool:
    """Whether pixels in a transfer syntax have lost something for certain, by the names alone."""
    lossy_colors = {"YBR_ICT", "XYB", "YBR_PARTIAL_420"}
    return syntax in _NEVER_LOSSLESS or is_video(syntax) or photometric in lossy_colors


def mark_lost(dataset: Dataset, syntax: str, ratio: Callable[[], float]) -> None:
    """Say that something was lost in the transfer syntax that pixels had: it does not come back.

    Parameters
    ----------
    dataset
        To be changed; what it says already stays.
    syntax
        The transfer syntax that the pixels had.
    ratio
        Returns how many times smaller they were in it.
    """
    if "01" not in _values(dataset, "LossyImageCompression"):
        dataset.LossyImageCompression = "01"
    if _values(dataset, _RATIO) or _values(dataset, _METHOD):
        return
    if (method := _method(syntax)) and (found := ratio()):
        setattr(dataset, _METHOD, method)
        setattr(dataset, _RATIO, f"{found:.2f}")


def mark_lossy(dataset: Dataset, choice: Choice, ratio: float, loss: Loss) -> list[str]:
    """Say that pixels have lost something in being compressed; return what is to be known.

    Parameters
    ----------
    dataset
        To be changed: marks, a SOP Instance UID of its own, the image that it was derived from,
        and Image Type DERIVED.
    choice
        How they were compressed.
    ratio
        How many times smaller they became.
    loss
        What was lost.
    """
    earlier = [_values(dataset, each) for each in (_RATIO, _METHOD)]
    notes = []
    if len(earlier[0]) != len(earlier[1]):
        notes.append(
            "Earlier passes of lossy compression are told of incompletely: ratios and methods are "
            "not as many."
        )
    was_lossy = "01" in _values(dataset, "LossyImageCompression")
    dataset.LossyImageCompression = "01"
    setattr(dataset, _RATIO, [*earlier[0], f"{ratio:.2f}"])
    setattr(dataset, _METHOD, [*earlier[1], _method(choice.uid)])
    _derive(dataset, choice, loss, was_lossy=was_lossy)
    for keyword in _UNTRUE:
        if keyword in dataset:
            del dataset[keyword]
    if any(tag in dataset for tag in _UNSIGNED):
        notes.append("Digital signatures were removed: they do not hold for other pixels.")
    for tag in _UNSIGNED:
        if tag in dataset:
            del dataset[tag]
    if "PixelPaddingValue" in dataset:
        notes.append("Padding may have other values than Pixel Padding Value says (0028,0120).")
    return notes


def renamed(dataset: Dataset) -> None:
    """Give a dataset a SOP Instance UID of its own."""
    dataset.SOPInstanceUID = generate_uid(prefix=None)


def _derive(dataset: Dataset, choice: Choice, loss: Loss, *, was_lossy: bool) -> None:
    source = Dataset()
    source.ReferencedSOPClassUID = dataset.get("SOPClassUID", "")
    source.ReferencedSOPInstanceUID = dataset.get("SOPInstanceUID", "")
    why = ("121322", "Source image for image processing operation")
    if not was_lossy:
        why = ("121320", "Uncompressed predecessor")
    source.PurposeOfReferenceCodeSequence = [_code(*why)]
    if source.ReferencedSOPClassUID and source.ReferencedSOPInstanceUID:
        known = dataset.get("SourceImageSequence") or []
        dataset.SourceImageSequence = [*known, source]
        _refer(dataset, source)
    said = _values(dataset, "DerivationDescription")
    told = f"Lossy compression: {choice}, largest error {loss.most}"
    dataset.DerivationDescription = "; ".join([*said, told])[:1024]
    codes = [each for each in dataset.get("DerivationCodeSequence") or [] if each is not None]
    if not any(each.get("CodeValue") == "113040" for each in codes):
        dataset.DerivationCodeSequence = [*codes, _code("113040", "Lossy Compression")]
    renamed(dataset)
    _say_derived(dataset, "ImageType")
    for group in ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"):
        for frame in dataset.get(group) or []:
            kinds = [keyword for keyword in _FRAME_TYPES if keyword in frame]
            for item in (item for keyword in kinds for item in frame[keyword].value):
                _say_derived(item, "FrameType")


def _refer(dataset: Dataset, source: Dataset) -> None:
    """Name the source among the instances of its series, where the image has such a list.

    Images with functional groups have (PS3.3 C.12.2), others need none.
    """
    if not {"SharedFunctionalGroupsSequence", "ReferencedSeriesSequence"} & set(dataset.dir()):
        return
    instance = Dataset()
    instance.ReferencedSOPClassUID = source.ReferencedSOPClassUID
    instance.ReferencedSOPInstanceUID = source.ReferencedSOPInstanceUID
    series = str(dataset.get("SeriesInstanceUID", ""))
    known = list(dataset.get("ReferencedSeriesSequence") or [])
    here = next((each for each in known if each.get("SeriesInstanceUID") == series), None)
    if here is None:
        here = Dataset()
        here.SeriesInstanceUID = series
        known.append(here)
    here.ReferencedInstanceSequence = [*(here.get("ReferencedInstanceSequence") or []), instance]
    dataset.ReferencedSeriesSequence = known


def _say_derived(dataset: Dataset, keyword: str) -> None:
    values = _values(dataset, keyword)
    if values and values[0] != "DERIVED":
        setattr(dataset, keyword, ["DERIVED", *values[1:]])


def _method(syntax: str) -> str:
    return _METHODS.get(syntax) or _METHODS.get(syntax.removesuffix(".1"), "")


def _values(dataset: Dataset, keyword: str) -> list[str]:
    """Return the values of an element as texts."""
    return [each for each in texts(value_or_none(dataset, keyword)) if each]


def _code(value: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "DCM", meaning
    return item
