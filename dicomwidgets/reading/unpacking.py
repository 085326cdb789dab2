"""A member of a zip archive, unpacked to be read anywhere in it: small ones in memory, no large."""

from __future__ import annotations

import io
import shutil
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

from dicomwidgets.errors import ReadError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

__all__ = ["first_bytes", "opened_member", "refuse_bomb", "unpacked_member"]

_IN_MEMORY = 16 << 20
_AT_A_TIME = 1 << 20
_BOMB_BYTES, _BOMB_RATIO = 1 << 30, 200
_ENCRYPTED = 0x1


def opened_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> BinaryIO:
    """Open a member; it is unpacked as it is read.

    Raises
    ------
    ReadError
        If it is encrypted, packed in a way that is not known here, or damaged.
    OSError
        If the archive can't be read.
    """
    if member.flag_bits & _ENCRYPTED:
        raise ReadError(
            "This member of the zip archive is encrypted.",
            file=member.filename,
            remedy="Unpack the archive with its password, and give the folder.",
        )
    with _understood(member):
        return cast("BinaryIO", archive.open(member))


def first_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, size: int) -> bytes:
    """Return the first bytes of a member; no more is unpacked.

    Raises
    ------
    ReadError, OSError
        As `opened_member`.
    """
    with opened_member(archive, member) as packed, _understood(member):
        return packed.read(size)


def unpacked_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> BinaryIO:
    """Unpack a member, and return a handle that can seek; the caller closes it.

    One of more than 16 MiB goes to a temporary file that has no name and ends with the handle, or
    with this process however that ends.

    Raises
    ------
    ReadError
        As `opened_member`; and if it would be more than 1 GiB, and 200 times what it is packed:
        so are archives that are made to fill disks.
    OSError
        If the archive can't be read, or the temporary file can't be written.
    """
    refuse_bomb(member)
    with opened_member(archive, member) as packed, _understood(member):
        if member.file_size <= _IN_MEMORY:
            return io.BytesIO(packed.read())
        return _on_disk(packed)


def refuse_bomb(member: zipfile.ZipInfo) -> None:
    """Refuse a member that would be more than 1 GiB, and 200 times what it is packed.

    Raises
    ------
    ReadError
        So are archives that are made to fill disks.
    """
    size = member.file_size
    if size > _BOMB_BYTES and size > _BOMB_RATIO * member.compress_size:
        raise ReadError(
            f"This member of the zip archive would be {size >> 30:,} GiB unpacked, more than "
            f"{_BOMB_RATIO} times what it is packed, as in archives made to fill disks.",
            file=member.filename,
            remedy="If it is meant, unpack it yourself and give the file.",
        )


def _on_disk(packed: BinaryIO) -> BinaryIO:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller's
    try:
        shutil.copyfileobj(packed, file, _AT_A_TIME)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return cast("BinaryIO", file)


@contextmanager
def _understood(member: zipfile.ZipInfo) -> Iterator[None]:
    """Say in words of our own what is wrong with a member."""
    name = member.filename
    try:
        yield
    except ReadError:
        raise
    except (NotImplementedError, RuntimeError):
        raise ReadError(
            f"This member of the zip archive is packed in a way that Python does not know "
            f"(method {member.compress_type}).",
            file=name,
            remedy="Unpack the archive with another program, and give the folder.",
        ) from None
    except OSError as error:
        if error.errno is not None:
            raise
        raise _damaged(name) from None  # so says bz2
    except Exception:  # noqa: BLE001 - each method of packing has errors of its own
        raise _damaged(name) from None


def _damaged(name: str) -> ReadError:
    return ReadError(
        "This member of the zip archive is damaged.",
        file=name,
        remedy="Check that the archive was copied whole (unzip -t).",
    )
