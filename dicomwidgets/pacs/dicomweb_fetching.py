"""WADO-RS: instances, metadata, frames, pictures and bulk data (PS3.18 10.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError, PacsError
from dicomwidgets.pacs.dicomweb_json import objects_of
from dicomwidgets.pacs.dicomweb_parts import parts_of
from dicomwidgets.pacs.dicomweb_search import Asking, client_of
from dicomwidgets.pacs.unlogged import unlogged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dicomwidgets.pacs.dicomweb_link import Link
    from dicomwidgets.pacs.dicomweb_parts import Part
    from dicomwidgets.pacs.dicomweb_search import Place

__all__ = ["MEDIA", "address_of", "bulk", "files", "frames", "instance", "metadata", "rendered"]

_AS_STORED = {
    "application/dicom": (
        'multipart/related; type="application/dicom"; transfer-syntax=*',
        'multipart/related; type="application/dicom"',
    ),
    "application/octet-stream": (
        'multipart/related; type="application/octet-stream"; transfer-syntax=*',
        'multipart/related; type="application/octet-stream"',
    ),
}
"""What is asked for: as it is stored, and where that is not understood, as the server likes."""

_FRAME_TYPES = ("application/octet-stream", "image/", "video/")
MEDIA = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "jp2": "image/jp2",
    "mp4": "video/mp4",
}
"""Forms in which a server may render."""

_DEFAULT_SYNTAX = {
    "application/octet-stream": "1.2.840.10008.1.2.1",
    "image/dicom-rle": "1.2.840.10008.1.2.5",
    "image/jpeg": "1.2.840.10008.1.2.4.70",
    "image/jls": "1.2.840.10008.1.2.4.80",
    "image/jp2": "1.2.840.10008.1.2.4.90",
    "image/jpx": "1.2.840.10008.1.2.4.92",
    "image/jphc": "1.2.840.10008.1.2.4.201",
    "image/jxl": "1.2.840.10008.1.2.4.112",
}
"""Transfer syntax of a part that names none (PS3.18 8.7.3.3)."""

_OTHER_COUNT = "The server answered {} frames where {} were asked for."


def address_of(link: Link, study: str, series: str = "", instance: str = "") -> str:
    """Return the address of a study, of one of its series, or of an instance there."""
    address = f"{link.base}/studies/{study}"
    if series:
        address += f"/series/{series}"
    return f"{address}/instances/{instance}" if instance else address


def instance(link: Link, place: Place, stop: Callable[[], bool] | None = None) -> bytes:
    """Return the file of an instance, as it is stored where the server gives it so.

    Raises
    ------
    PacsError
        If it does not come whole.
    """

    def once() -> bytes:
        found = list(_parts(link, address_of(link, *place), "application/dicom", stop, retries=0))
        if len(found) != 1:
            raise PacsError(
                f"The server answered {len(found)} instances where one was asked for.",
                code="rubbish",
            )
        return found[0].data

    return link.patiently(once, stop=stop)


def files(
    link: Link, study: str, series: str = "", stop: Callable[[], bool] | None = None
) -> Iterator[bytes]:
    """Yield the files of a study or series as they come, in one answer.

    Raises
    ------
    PacsError
        If they don't come, or not all.
    """
    for part in _parts(link, address_of(link, study, series), "application/dicom", stop):
        yield part.data


def frames(
    link: Link, place: Place, numbers: Sequence[int], stop: Callable[[], bool] | None = None
) -> list[Part]:
    """Return frames of an instance, as they are stored where the server gives them so.

    Parameters
    ----------
    link, place
        Of the instance.
    numbers
        Of the frames, from 0.
    stop
        Asked while waiting: whether to give up.

    Raises
    ------
    PacsError
        If they don't come whole.
    """
    listed = ",".join(str(number + 1) for number in numbers)
    address = f"{address_of(link, *place)}/frames/{listed}"

    def once() -> list[Part]:
        found = list(_parts(link, address, "application/octet-stream", stop, retries=0))
        if len(found) != len(numbers):
            raise PacsError(_OTHER_COUNT.format(len(found), len(numbers)), code="rubbish")
        return [_with_syntax(part) for part in found]

    return link.patiently(once, stop=stop)


def _with_syntax(part: Part) -> Part:
    """Return a frame with its transfer syntax, where it names none that of its type."""
    uid = part.transfer_syntax_uid or _DEFAULT_SYNTAX.get(part.media_type.replace("/x-", "/"), "")
    return part._replace(transfer_syntax_uid=uid)


def metadata(
    link: Link,
    study: str,
    series: str = "",
    instance: str = "",
    stop: Callable[[], bool] | None = None,
) -> list[dict[str, Any]]:
    """Return what the server says of instances, in JSON.

    Raises
    ------
    PacsError
        If it says nothing that makes sense.
    """
    client = client_of(link, Asking(link, stop))
    with unlogged():
        if instance:
            try:
                return objects_of(client.retrieve_instance_metadata(study, series, instance))
            except IndexError:
                raise PacsError(
                    "The server says nothing of this instance.", code="absent"
                ) from None
        if series:
            return objects_of(client.retrieve_series_metadata(study, series))
        return objects_of(client.retrieve_study_metadata(study))


def bulk(link: Link, address: str, stop: Callable[[], bool] | None = None) -> bytes:
    """Return a value that the server gives only by itself (PS3.18 10.4.1.1.5).

    Parameters
    ----------
    link
        To the server.
    address
        As it named it; one of another server is not asked.
    stop
        Asked while waiting: whether to give up.

    Raises
    ------
    PacsError
        If it does not come whole.
    """
    own = link.own(address)

    def once() -> bytes:
        return b"".join(
            part.data for part in _parts(link, own, "application/octet-stream", stop, retries=0)
        )

    return link.patiently(once, stop=stop)


def rendered(  # noqa: PLR0913 - keywords
    link: Link,
    place: Place,
    frame: int | None,
    *,
    form: str,
    window: tuple[float, float] | None = None,
    size: tuple[int, int] | None = None,
    quality: int | None = None,
) -> bytes:
    """Return a picture that the server makes (PS3.18 10.4.1.1.3).

    Parameters
    ----------
    link, place
        Of the instance.
    frame
        From 0; ``None`` leaves it to the server.
    form
        One of `MEDIA`.
    window
        Centre and width.
    size
        Columns and rows that it has to fit in.
    quality
        Of a JPEG, 1 to 100.

    Raises
    ------
    PacsError
        If the server makes none, or answers something else.
    """
    if form not in MEDIA:
        raise ArgumentError("A server renders no such form.", remedy=f"Give {', '.join(MEDIA)}.")
    asked = {
        "window": f"{window[0]:g},{window[1]:g},linear" if window else "",
        "viewport": f"{size[0]},{size[1]}" if size else "",
        "quality": str(quality) if quality is not None else "",
    }
    query = "&".join(f"{name}={value}" for name, value in asked.items() if value)
    part = "" if frame is None else f"/frames/{frame + 1}"
    address = f"{address_of(link, *place)}{part}/rendered"
    answer = link.get(f"{address}?{query}" if query else address, headers={"Accept": MEDIA[form]})
    if answer.media_type != MEDIA[form]:
        raise PacsError(
            f"The server answered {answer.media_type or 'something without a type'} where "
            f"{MEDIA[form]} was asked for.",
            code="rubbish",
        )
    return answer.content


def _parts(
    link: Link,
    address: str,
    kind: str,
    stop: Callable[[], bool] | None,
    retries: int | None = None,
) -> Iterator[Part]:
    """Yield the parts of an answer, asked for as they are stored if the server knows how."""
    forms = _AS_STORED[kind]
    bare = ("application/dicom",) if kind == "application/dicom" else _FRAME_TYPES
    for number, form in enumerate(forms):
        headers = {"Accept": form, "Accept-Encoding": "identity"}
        try:
            answer = link.get(address, headers=headers, stream=True, retries=retries, stop=stop)
        except PacsError as error:
            # A server that fails over what it can't compress or unpack may do it in its own way; of
            # whole files that would be other files.
            lacks = error.code == "unsupported" or (error.code == "status" and bare == _FRAME_TYPES)
            if not lacks or number + 1 == len(forms):
                raise
        else:
            yield from parts_of(answer, bare=bare)
            return
