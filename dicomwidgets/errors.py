"""The exceptions of dicomwidgets: each knows the element, the file and the remedy.

``str(error)`` masks the file until `dicomwidgets.reveal` is called; `DicomWidgetsError.payload`
is the form in which an error travels to a widget's front end, where it is shown in place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from dicomwidgets.privacy import masked

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "AbsentError",
    "ArgumentError",
    "CreateError",
    "DecodeError",
    "DeidentifyError",
    "DicomWidgetsError",
    "DisplayError",
    "EditError",
    "ErrorPayload",
    "JobError",
    "MeasurementError",
    "MissingPackageError",
    "PacsError",
    "ProtocolError",
    "ReadError",
    "SourceError",
    "SupersededError",
    "TooLargeError",
    "TranscodeError",
    "VolumeError",
]


class ErrorPayload(TypedDict):
    """An error as it travels to the front end."""

    kind: str
    message: str
    tag: str | None
    keyword: str | None
    file: str | None
    remedy: str | None


class DicomWidgetsError(Exception):
    """Base of all errors that dicomwidgets raises on purpose.

    Parameters
    ----------
    message
        What was found, in one sentence, without identifiers.
    tag
        The element concerned, as ``"(0028,1051)"``.
    keyword
        Its keyword as the standard spells it.
    file
        The file concerned, relative to its source; masked in ``str()`` until revealed.
    remedy
        What the user can do, for example an install line.
    """

    kind: ClassVar[str] = "error"

    def __init__(
        self,
        message: str,
        *,
        tag: str | None = None,
        keyword: str | None = None,
        file: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.tag = tag
        self.keyword = keyword
        self.file = file
        self.remedy = remedy

    def __str__(self) -> str:
        element = " ".join(part for part in (self.tag, self.keyword) if part)
        parts = [
            f"{element}: {self.message}" if element else self.message,
            f"File: {masked(self.file)}." if self.file else "",
            self.remedy or "",
        ]
        return " ".join(part for part in parts if part)

    def payload(self) -> ErrorPayload:
        """Return the error as the front end receives it, the file unmasked: it is shown live."""
        return {
            "kind": self.kind,
            "message": self.message,
            "tag": self.tag,
            "keyword": self.keyword,
            "file": self.file,
            "remedy": self.remedy,
        }


class ArgumentError(DicomWidgetsError, TypeError):
    """A call that can't be meant: unknown keyword, wrong kind of object."""

    kind = "argument"


class SourceError(DicomWidgetsError):
    """Nothing DICOM was found where the user pointed."""

    kind = "source"


class ReadError(DicomWidgetsError):
    """A file is DICOM, or claims to be, and can't be read."""

    kind = "read"


class CreateError(DicomWidgetsError):
    """Pixels, or what is said of them, of which no right DICOM object can be made."""

    kind = "create"


class DecodeError(DicomWidgetsError):
    """A frame's pixels can't be decoded."""

    kind = "decode"


class DeidentifyError(DicomWidgetsError):
    """A file that can't be anonymized with certainty: nothing of it is written."""

    kind = "deidentify"


class DisplayError(DicomWidgetsError):
    """Pixels are there and the display chain can't say what they should look like."""

    kind = "display"


class EditError(DicomWidgetsError):
    """An edit that can't be made, or an edited file that can't be written."""

    kind = "edit"


class AbsentError(EditError):
    """An edit of something that this dataset does not have."""


class JobError(DicomWidgetsError):
    """Work over many files that can't be done, or an item of it that killed its worker twice."""

    kind = "job"


class MeasurementError(DicomWidgetsError):
    """Something can't be measured, or measurements can't be saved or loaded."""

    kind = "measurement"


class MissingPackageError(DicomWidgetsError, ImportError):
    """An optional package is asked for and not installed; the remedy is the install line."""

    kind = "missing_package"


class PacsError(DicomWidgetsError):
    """A server of images that can't be reached, refuses, or answers what makes no sense.

    Parameters
    ----------
    message
        What happened, without values of a query and without what one logs in with.
    code
        What kind of obstacle it is, stable enough to act on: ``"refused"`` (nobody listens),
        ``"silent"`` (no answer in time), ``"host"``, ``"tls"``, ``"login"``, ``"absent"``,
        ``"unsupported"``, ``"status"``, ``"rubbish"``, ``"cut"`` (the answer ended early), …
        (docs/guide/pacs.md lists them).
    remedy
        What the user can do.

    Attributes
    ----------
    retry_after : float or None
        Seconds that the server asks to wait before the next try.
    """

    kind = "pacs"

    def __init__(self, message: str, *, code: str, remedy: str | None = None) -> None:
        super().__init__(message, remedy=remedy)
        self.code = code
        self.retry_after: float | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how it is made again in another process."""
        return _pacs_error, (self.message, self.code, self.remedy)


def _pacs_error(message: str, code: str, remedy: str | None) -> PacsError:
    return PacsError(message, code=code, remedy=remedy)


class ProtocolError(DicomWidgetsError):
    """A message of the front end that the kernel does not understand."""

    kind = "protocol"


class SupersededError(DicomWidgetsError):
    """A request that a newer one made pointless; never shown."""

    kind = "superseded"


class TooLargeError(DicomWidgetsError):
    """A frame that is too large to be sent to a page as one piece."""

    kind = "too_large"


class TranscodeError(DicomWidgetsError):
    """A file that can't be written in the transfer syntax asked for, or not within the limits."""

    kind = "transcode"


class VolumeError(DicomWidgetsError):
    """Frames that are no volume as they are, or would be a wrong one.

    Parameters
    ----------
    message
        What was found, with its numbers.
    code
        What kind of obstacle it is, stable enough to act on: ``"gaps"``, ``"unequal spacing"``,
        ``"tilt"``, ``"duplicates"``, … (docs/guide/volumes.md lists them).
    files
        The files concerned, relative to their source; masked in ``str()`` until revealed.
    numbers
        The same numbers as in the message, in millimetres or degrees.
    remedy
        What to ask for instead.
    """

    kind = "volume"

    def __init__(
        self,
        message: str,
        *,
        code: str,
        files: Sequence[str] = (),
        numbers: Sequence[float] = (),
        remedy: str | None = None,
    ) -> None:
        named = tuple(dict.fromkeys(files))
        super().__init__(message, file=", ".join(named) or None, remedy=remedy)
        self.code = code
        self.files = named
        self.numbers = tuple(numbers)
