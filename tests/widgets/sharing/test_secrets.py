from __future__ import annotations

from io import BytesIO

import pydicom
from pydicom.dataelem import RawDataElement

from dicomwidgets import samples
from dicomwidgets.privacy import MASK
from dicomwidgets.widgets.sharing.secrets import Secrets


def test_values_that_are_none_are_known_too_and_the_dataset_stays_as_it_is() -> None:
    """Warnings are errors here, and pydicom would warn of a text too long for its VR."""
    file = BytesIO()
    samples.ct(1, 16, patient_name="Secret^Anna")[0].save_as(file, enforce_file_format=True)
    number = b"\x08\x00\x50\x00SH"
    data = file.getvalue()
    at = data.index(number)
    length = int.from_bytes(data[at + 6 : at + 8], "little")
    long = b"4711" * 14
    data = data[: at + 6] + len(long).to_bytes(2, "little") + long + data[at + 8 + length :]
    dataset = pydicom.dcmread(BytesIO(data))
    secrets = Secrets()
    secrets.take_dataset(dataset)
    assert isinstance(dataset.get_item("AccessionNumber"), RawDataElement)
    told = {"label": f"of Anna Secret, {long.decode()}", "index": 3}
    assert secrets.hidden_in(told)["label"].count(MASK) >= 2
    assert "Secret" not in secrets.hidden_in(told)["label"]
    assert long.decode() not in secrets.hidden_in(told)["label"]
