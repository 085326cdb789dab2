"""Widgets without a kernel: their comms record what is said, and messages are handed in."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import comm
import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass
class Said:
    """One message of a widget."""

    kind: str
    data: dict[str, Any]
    buffers: list[Any]
    at: float = field(default_factory=time.monotonic)

    @property
    def content(self) -> dict[str, Any]:
        """The custom message, or nothing."""
        return self.data.get("content", {}) if self.data.get("method") == "custom" else {}


class RecordingComm(comm.base_comm.BaseComm):
    """A comm that leads nowhere and keeps what was sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.said: list[Said] = []
        super().__init__(*args, **kwargs)

    def publish_msg(self, msg_type: str, data: Any = None, buffers: Any = None, **_: Any) -> None:
        self.said.append(Said(msg_type, data or {}, list(buffers or [])))


class FrontEnd:
    """The other side of one widget."""

    def __init__(self, widget: Any) -> None:
        self.widget = widget
        self.comm: RecordingComm = widget.comm
        self.asked = 0

    @property
    def said(self) -> list[Said]:
        return self.comm.said

    def events(self, name: str) -> list[Said]:
        return [each for each in self.said if each.content.get("event") == name]

    def send(self, command: str, args: dict[str, Any], **more: Any) -> str:
        """Send a request as the browser does and return its id."""
        self.asked += 1
        content = {"v": 1, "id": f"page-{self.asked}", "command": command, "args": args, **more}
        self.message({"method": "custom", "content": content})
        return content["id"]

    def message(self, data: dict[str, Any]) -> None:
        self.widget._handle_msg({"content": {"data": data}, "buffers": []})

    def reply(self, request: str, timeout: float = 30) -> Said:
        """Wait for the answer to a request."""
        return self.wait(lambda said: said.content.get("id") == request, timeout)

    def ask(self, command: str, args: dict[str, Any] | None = None, **more: Any) -> Said:
        return self.reply(self.send(command, args or {}, **more))

    def wait(self, wanted: Callable[[Said], bool], timeout: float = 30) -> Said:
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            for each in list(self.said):
                if wanted(each):
                    return each
            time.sleep(0.002)
        raise AssertionError("The widget did not say it.")


@pytest.fixture(autouse=True)
def _recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comm, "create_comm", RecordingComm)


@pytest.fixture
def front_end() -> Callable[[Any], FrontEnd]:
    """Return the other side of a widget: ``front_end(widget).ask("get_series")``."""
    return FrontEnd


@pytest.fixture
def ct_folder(tmp_path: Path) -> Path:
    """Write 12 CT slices whose name order is not their order along the normal."""
    folder = tmp_path / "ct"
    folder.mkdir()
    uids = generate_uid(), generate_uid(), generate_uid()
    for position in range(12):
        name = (position + 5) % 12
        ct_slice(position, *uids).save_as(folder / f"{name:02}.dcm", enforce_file_format=True)
    return folder


def ct_slice(position: int, study: str, series: str, reference: str) -> Dataset:
    """Return a slice whose stored values are all its number along the normal."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID = CTImageStorage
    dataset.SOPInstanceUID = generate_uid()
    dataset.PatientName = "Secret^Person"
    dataset.PatientID = "ID-4711"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = study, series
    dataset.FrameOfReferenceUID = reference
    dataset.Modality, dataset.SeriesDescription = "CT", "Thorax"
    dataset.InstanceNumber = position + 1
    dataset.ImagePositionPatient = [0, 0, 2.5 * position]
    dataset.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    dataset.PixelSpacing = [1, 1]
    dataset.Rows, dataset.Columns, dataset.SamplesPerPixel = 32, 48, 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.PixelRepresentation = 0
    dataset.RescaleSlope, dataset.RescaleIntercept = 1, -1024
    dataset.WindowCenter, dataset.WindowWidth = 40, 400
    dataset.add_new("PixelData", "OW", np.full((32, 48), position, "<u2").tobytes())
    return dataset
