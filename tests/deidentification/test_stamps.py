"""What a file says of its anonymization, and what it must not say."""

from __future__ import annotations

import pytest

from dicomwidgets.deidentification.policy import policy_for
from dicomwidgets.deidentification.stamps import NO_EARLIER, STAMPED, Earlier, stamps

PIXELS = "clean_pixel_data"
FACES = "clean_recognizable_visual_features"


def stamped(
    options: tuple[str, ...] = (), earlier: Earlier = NO_EARLIER, done: tuple[str, ...] = ()
) -> dict[str, tuple[object, ...]]:
    made = stamps(policy_for(options=options), earlier, done=frozenset(done))
    assert {stamp.tag for stamp in made} <= STAMPED | {0x00280301}
    assert all(stamp.why for stamp in made)
    return {stamp.keyword: stamp.value for stamp in made}


def codes(found: dict[str, tuple[object, ...]]) -> list[str]:
    return [item["CodeValue"] for item in found["DeidentificationMethodCodeSequence"]]  # type: ignore[index]


def test_a_plain_file_gets_all_four() -> None:
    found = stamped()
    assert len(found) == len(STAMPED)
    assert codes(found) == ["113100"]
    assert all(len(str(text)) <= 64 for text in found["DeidentificationMethod"])


@pytest.mark.parametrize(("option", "code"), [(PIXELS, "113101"), (FACES, "113102")])
def test_work_on_pixels_is_stamped_where_it_was_done(option: str, code: str) -> None:
    assert codes(stamped((option,))) == ["113100"]
    assert codes(stamped((option,), done=(option,))) == ["113100", code]
    assert codes(stamped((), done=(option,))) == ["113100"]


def test_text_in_the_image_stands_against_a_removed_identity() -> None:
    earlier = Earlier(burned_in="YES", removed="YES")
    assert stamped(earlier=earlier)["PatientIdentityRemoved"] == ("NO",)
    assert "PatientIdentityRemoved" not in stamped((PIXELS,), earlier, (PIXELS,))


@pytest.mark.parametrize(
    ("before", "options", "after"),
    [
        ("REMOVED", ("retain_full_dates",), None),
        ("MODIFIED", ("retain_full_dates",), None),
        ("UNMODIFIED", ("retain_modified_dates",), "MODIFIED"),
        ("MODIFIED", (), "REMOVED"),
        ("nonsense", ("retain_full_dates",), "UNMODIFIED"),
    ],
)
def test_dates_that_went_before_are_not_said_to_be_true(
    before: str, options: tuple[str, ...], after: str | None
) -> None:
    found = stamped(options, Earlier(modified=before))
    assert found.get("LongitudinalTemporalInformationModified") == (after and (after,))


def test_earlier_methods_and_codes_stay_and_nothing_is_said_twice() -> None:
    first = stamped(("retain_uids",))
    methods = tuple(str(text) for text in first["DeidentificationMethod"])
    again = Earlier("YES", methods, ("113100", "113110"), "REMOVED")
    assert stamped(("retain_uids",), again) == {}
    more = stamped(("retain_uids", "clean_graphics"), again)
    assert more["DeidentificationMethod"][: len(methods)] == methods
    assert codes(more) == ["113103"]
