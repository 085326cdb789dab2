"""No canary of any hiding place is in the file that is written."""

from __future__ import annotations

import pytest
from deidentification.adversarial.canaries import survivors
from deidentification.adversarial.places import PLACES
from support.deidentified import job_for, plain, rewritten


@pytest.mark.parametrize("name", PLACES)
def test_no_canary_survives(name: str) -> None:
    hidden = PLACES[name]()
    assert survivors(plain(hidden.data), hidden.canaries), "nothing is hidden in the first place"
    data, _, _ = rewritten(hidden.data, job_for(hidden.options))
    assert survivors(plain(data), hidden.canaries) == []
