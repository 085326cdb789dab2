from __future__ import annotations

import pytest

from dicomwidgets.reading.sniff import sniff

META = b"\x02\x00\x00\x00UL\x04\x00\x00\x00\x00\x00"
DIRECTORY = b"\x02\x00\x02\x00UI\x14\x001.2.840.10008.1.3.10"
CT = b"\x02\x00\x02\x00UI\x1a\x001.2.840.10008.5.1.4.1.1.2\0"


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (bytes(128) + b"DICM" + META + CT, "dicom"),
        (b"PK\x03\x04" + bytes(124) + b"DICM" + META + CT, "dicom"),
        (bytes(128) + b"DICM" + META + DIRECTORY, "dicomdir"),
        (bytes(128) + b"DICM", "dicom"),
        (b"\x08\x00\x05\x00CS\x0a\x00ISO_IR 100", "bare"),
        (b"\x08\x00\x05\x00\x0a\x00\x00\x00ISO_IR 100", "bare"),
        (b"\x00\x08\x00\x05CS\x00\x0aISO_IR 100", "bare"),
        (b"\x08\x00\x00\x00\x04\x00\x00\x00\x10\x00\x00\x00", "bare"),
        (b"\x08\x00\x05\x00\xff\xff\xff\x7fISO_IR 100", "other"),
        (b"\x08\x00\x01\x7fCS\x0a\x00ISO_IR 100", "other"),
        (b"PK\x03\x04", "zip"),
        (b"", "other"),
        (b"short", "other"),
        (bytes(200), "other"),
    ],
)
def test_sniff(start: bytes, kind: str) -> None:
    assert sniff(start) == kind
