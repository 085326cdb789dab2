"""Random datasets in four encodings: written as a slow reference writes them, through pydicom."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from support.deidentified import SYNTAXES, ct_like, job_for, rewritten, undefined_lengths, written
from support.planned import elements_by_path

from dicomwidgets.deidentification.planning import plan
from dicomwidgets.elements.path import parse_path
from dicomwidgets.reading.kept_warnings import kept_warnings

if TYPE_CHECKING:
    from dicomwidgets.deidentification.engine.job import Job
    from dicomwidgets.deidentification.plan_rows import PlanRow

WORDS = st.sampled_from(["", "abc", "Zebedee walked", "QUILLFEATHER", "of QX-004711", "two words "])
DATES = st.sampled_from(["", "20240229", "19991231"])
UIDS = st.sampled_from(["", "1.2.3.4", "1.2.3.77", "1.2.840.10008.1.2.1"])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "ImageType": st.lists(st.sampled_from(["ORIGINAL", "PRIMARY", "ZEBEDEE"]), max_size=3),
    "StudyDate": DATES,
    "StudyTime": st.sampled_from(["", "1010", "235959.5"]),
    "AcquisitionDateTime": st.sampled_from(["", "2024", "20240229101112.5+0100"]),
    "ReferencedSOPInstanceUID": UIDS,
    "FrameOfReferenceUID": UIDS,
    "IrradiationEventUID": st.lists(UIDS, max_size=2),
    "InstitutionName": WORDS,
    "ManufacturerModelName": WORDS,
    "OperatorsName": st.sampled_from(["", "Other^Person", "Quillfeather^Zebedee"]),
    "PatientComments": WORDS,
    "PatientAge": st.sampled_from(["", "042Y", "093Y"]),
    "KVP": st.sampled_from(["", "120", "004711"]),
    "Rows": st.integers(0, 65535),
    "RecommendedDisplayFrameRateInFloat": st.floats(width=32, allow_nan=False),
    "ICCProfile": st.binary(max_size=9),
}
SEQUENCES = (
    "AnatomicRegionSequence",
    "ViewCodeSequence",
    "RequestAttributesSequence",
    "ReferencedImageSequence",
    "ContentSequence",
)
OPTIONS = st.sampled_from(
    [
        (),
        ("retain_uids",),
        ("retain_modified_dates", "clean_descriptors"),
        ("retain_patient_characteristics", "retain_safe_private"),
        ("retain_institution_identity", "clean_structured_content"),
    ]
)


def plain_values(draw: st.DrawFn) -> Dataset:
    dataset = Dataset()
    for keyword in draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=6, unique=True)):
        setattr(dataset, keyword, draw(VALUES[keyword]))
    if draw(st.booleans()):
        block = dataset.private_block(0x0019, "SIEMENS MR HEADER", create=True)
        # 0C is safe, and an IS to whoever reads it without a VR; 77 is nobody's.
        if draw(st.booleans()):
            block.add_new(0x0C, "IS", draw(st.sampled_from(["", "1000", "004711"])))
        else:
            block.add_new(0x77, "LO", draw(WORDS))
    return dataset


@st.composite
def nested(draw: st.DrawFn, depth: int = 3) -> Dataset:
    dataset = plain_values(draw)
    if depth:
        for keyword in draw(st.lists(st.sampled_from(SEQUENCES), max_size=2, unique=True)):
            items = draw(st.lists(nested(depth - 1), max_size=2))
            setattr(dataset, keyword, Sequence(items))
    return dataset


def applied(dataset: Dataset, job: Job) -> Dataset:
    """Return a dataset as its plan says, element by element."""
    made = deepcopy(dataset)
    rows = plan(dataset, job.policy, key=job.key).rows
    for row in rows:
        if row.tag >> 16 != 2 and row.tag & 0xFFFF:
            _apply(row, made)
    return made


def _apply(row: PlanRow, dataset: Dataset) -> None:
    *above, last = parse_path(row.path)
    for step in above:
        items = dataset[step.tag].value if step.tag in dataset else ()
        if step.item is None or step.item >= len(items):
            return
        dataset = items[step.item]
    if row.added:
        dataset.add_new(last.tag, row.vr, _new(row))
    elif row.action == "remove" and last.tag in dataset:
        del dataset[last.tag]
    elif row.action == "empty":
        dataset[last.tag].value = [] if row.vr == "SQ" else None
    elif row.action != "keep" and row.value is not None:
        dataset[last.tag].value = _new(row)


def _new(row: PlanRow) -> Any:
    if row.vr != "SQ":
        return row.value
    return [_item(each) for each in (row.value if isinstance(row.value, list) else [row.value])]


def _item(value: Any) -> Dataset:
    item = Dataset()
    for keyword, each in value.items():
        setattr(item, keyword, [_item(one) for one in each] if _is_items(each) else each)
    return item


def _is_items(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _values(data: bytes) -> dict[str, tuple[bytes, bool]]:
    return {
        path: (each.value.rstrip(b" \0"), each.is_sequence)
        for path, each in elements_by_path(data).items()
        if each.tag >> 16 != 2
    }


@settings(max_examples=60)
@given(nested(), st.sampled_from(SYNTAXES), st.booleans(), OPTIONS)
def test_what_is_written_is_the_plan_applied(
    dataset: Dataset, syntax: str, undefined: bool, options: tuple[str, ...]
) -> None:
    with kept_warnings():
        for element in ct_like():
            dataset[element.tag] = element
        if undefined:
            undefined_lengths(dataset)
        job = job_for(options)
        source = written(dataset, syntax)
        result, _, _ = rewritten(source, job)
        reference = written(applied(dataset, job), syntax)
    assert _values(result) == _values(reference)
