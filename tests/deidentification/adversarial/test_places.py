"""No canary of any hiding place is in the file that is written."""

from __future__ import annotations

import pytest
from deidentification.adversarial.canaries import identified, item, survivors
from deidentification.adversarial.objects import OBJECTS
from deidentification.adversarial.pixel_places import PIXEL_PLACES
from deidentification.adversarial.places import PLACES, part_10
from support.deidentified import job_for, plain, rewritten

from dicomwidgets.errors import DeidentifyError

HIDDEN = PLACES | OBJECTS | PIXEL_PLACES


@pytest.mark.parametrize("name", HIDDEN)
def test_no_canary_survives(name: str) -> None:
    hidden = HIDDEN[name]()
    assert survivors(plain(hidden.data), hidden.canaries), "nothing is hidden in the first place"
    data, _, _ = rewritten(hidden.data, job_for(hidden.options))
    assert survivors(plain(data), hidden.canaries) == []


def test_a_refusal_names_its_reason_and_nobody() -> None:
    dataset = identified()
    dataset.DirectoryRecordSequence = [item(PatientName="Zyxwvutova^Quorralind")]
    with pytest.raises(DeidentifyError, match="directory of other files") as refusal:
        rewritten(part_10(dataset))
    assert survivors(str(refusal.value).encode()) == []
