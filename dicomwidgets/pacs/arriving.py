"""How what arrives from a PACS is kept: as it came, or de-identified before it touches the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dicomwidgets.deidentification.bulk.naming import Names
from dicomwidgets.deidentification.engine.job import Job
from dicomwidgets.deidentification.engine.rewriting import rewrite
from dicomwidgets.deidentification.mapping.key import key_for
from dicomwidgets.deidentification.pixels.boxes import boxes_for
from dicomwidgets.deidentification.pixels.text_finding import require_ocr
from dicomwidgets.deidentification.policy import OPTIONS, policy_for
from dicomwidgets.errors import ArgumentError
from dicomwidgets.jobs.manifest import Hasher

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import BinaryIO

    from dicomwidgets.deidentification.engine.job import Outcome

__all__ = ["AS_IT_CAME", "Arriving", "Deidentifying"]

AS_IT_CAME = "{StudyInstanceUID}/{SeriesInstanceUID}/{SOPInstanceUID}.dcm"
"""Study, series, instance, as they are called in the PACS."""

_KNOWN = ("profile", "options", "rules", "key", "boxes", "ocr")


@dataclass(frozen=True)
class Arriving:
    """What is done to every file that arrives.

    Parameters
    ----------
    names
        What files are called.
    terms
        What a rerun into the same folder must agree with; it identifies nobody.
    secret
        For the hashes of the manifest; empty where a salt that stands in it will do.
    job
        How files are de-identified; ``None`` keeps them as they came.
    """

    names: Names
    terms: Mapping[str, Any]
    secret: bytes = b""
    job: Job | None = None

    def write(self, file: BinaryIO, out: BinaryIO) -> Outcome | None:
        """Write a file as it is kept; return what was done to it, if anything was.

        Raises
        ------
        DeidentifyError
            If it can't be de-identified with certainty: nothing of it is written.
        OSError
            If it can't be written.
        """
        if self.job is not None:
            return rewrite(file, out, self.job)
        while data := file.read(1 << 20):
            out.write(data)
        return None


class Deidentifying:
    """What is asked for with ``deidentify=``.

    Parameters
    ----------
    asked
        ``None`` or ``False``: nothing is done. ``True``: the basic profile. A mapping: the keywords
        of `dicomwidgets.deidentify` (``profile, options, rules, key, boxes, ocr``).
    names
        A pattern of file names; the values are the new ones where files are de-identified.

    Raises
    ------
    ArgumentError
        If there is another keyword, or one of them can't be used.
    """

    def __init__(self, asked: Mapping[str, Any] | bool | None, names: str | None = None) -> None:
        self._asked: dict[str, Any] | None = None
        if asked is not None and asked is not False:
            self._asked = {} if asked is True else dict(asked)
        unknown = sorted(set(self._asked or ()) - set(_KNOWN))
        if unknown:
            raise ArgumentError(
                f"deidentify= knows no {unknown[0]!r}.", remedy="It takes " + ", ".join(_KNOWN)
            )
        self._names = Names(names) if names else Names() if self.is_asked else Names(AS_IT_CAME)

    @property
    def is_asked(self) -> bool:
        """Whether files are de-identified."""
        return self._asked is not None

    def arriving(self, place: Path, fingerprint: str | None) -> Arriving:
        """Return what is done, under the key that an earlier run into the folder had.

        Parameters
        ----------
        place
            The folder: a fresh key is kept in the user's state directory, never there.
        fingerprint
            Of the earlier run's key.

        Raises
        ------
        ArgumentError
            If a keyword or the key can't be used.
        """
        shown: dict[str, Any] = {"names": self._names.pattern}
        if self._asked is None:
            return Arriving(self._names, {**shown, "profile": None})
        asked = dict(self._asked)
        key, boxes = asked.pop("key", None), boxes_for(asked.pop("boxes", ()))
        if boxes:
            options = asked.get("options", ())
            options = (options,) if isinstance(options, str) else tuple(options)
            asked["options"] = (*options, "clean_pixel_data")
        policy = policy_for(
            asked.get("profile", "basic"),
            asked.get("options", ()),
            asked.get("rules"),
            ocr=bool(asked.get("ocr", False)),
        )
        if policy.ocr:
            require_ocr()
        made = key_for(key, place, fingerprint=fingerprint)
        secret = made.derived("manifest")
        shown |= {
            "key": made.fingerprint,
            "profile": policy.profile,
            "edition": policy.edition,
            "options": [name for name in OPTIONS if name in policy.options],
            "rules": Hasher(secret).of(policy.to_json() + (repr(boxes) if boxes else "")),
        }
        return Arriving(self._names, shown, secret, Job(policy, made, boxes))
