"""dcmtk's archive on loopback: the other PACS of the tests."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from support.dimse_peers import program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["archive"]


@contextmanager
def archive(folder: Path, receiver: int = 1) -> Iterator[str]:
    """Run dcmqrscp as ARCHIVE, which sends to DICOMWIDGETS at a port; yield its address."""
    (folder / "store").mkdir(parents=True)
    (folder / "archive.cfg").write_text(
        f"""
NetworkTCPPort = 104
MaxPDUSize = 16384
MaxAssociations = 16
HostTable BEGIN
us = (DICOMWIDGETS, localhost, {receiver})
HostTable END
VendorTable BEGIN
VendorTable END
AETable BEGIN
ARCHIVE {folder}/store RW (200, 1024mb) ANY
AETable END
""",
        encoding="utf-8",
    )
    command = ("/usr/bin/dcmqrscp", "--config", str(folder / "archive.cfg"), "{port}")
    with program(*command, folder=folder) as port:
        yield f"dicom://ARCHIVE@127.0.0.1:{port}"
