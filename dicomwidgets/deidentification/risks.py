"""What profile, options and own rules leave open: remarks on the file, each with its reason."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from dicomwidgets.deidentification.pixels.burned_in import burned_in_risk
from dicomwidgets.deidentification.policy import OPTIONS
from dicomwidgets.deidentification.weakened import keeps_identity, weakens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dicomwidgets.deidentification.engine.foreseeing import Foresight
    from dicomwidgets.deidentification.plan_rows import PlanRow
    from dicomwidgets.deidentification.plan_view import View
    from dicomwidgets.deidentification.policy import Policy
    from dicomwidgets.display.description import Badge
    from dicomwidgets.elements.scope import Scope

__all__ = ["risks_of"]

_SOP_CLASS = 0x00080016
_MODALITY = 0x00080060
_BODY_PART = 0x00180015
_ROWS = 0x00280010
_BURNED_IN = 0x00280301
_RECOGNIZABLE = 0x00280302
_DOCUMENT = 0x00420011
_PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
_OFTEN_BURNED_IN = frozenset({"US", "IVUS", "SC", "OT", "XC", "ES", "GM", "OP", "SM", "DOC", "DF"})
_SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
_HEAD = ("HEAD", "BRAIN", "SKULL", "FACE", "NECK", "ORBIT", "JAW", "SINUS")


_LEFT_BY: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "retain_full_dates": ("True dates stay", "They tell when the patient was where."),
        "retain_uids": ("UIDs stay", "Whoever has the originals finds them by their UIDs."),
        "retain_institution_identity": ("Institution stays", "It tells where the patient was."),
        "retain_device_identity": (
            "Device stays",
            "Serial numbers and names of stations lead to the place and its records.",
        ),
        "retain_patient_characteristics": (
            "Characteristics stay",
            "Rare combinations of sex, age, size and weight can single out a person.",
        ),
        "clean_descriptors": (
            "Free text is cleaned",
            "A name that is known nowhere in the file may stay: look at the rows.",
        ),
        "clean_structured_content": (
            "Report is cleaned",
            "A name that is known nowhere in the file may stay in a text: look at the rows.",
        ),
    }
)


def risks_of(
    view: View,
    policy: Policy,
    rows: Sequence[PlanRow],
    *,
    object_known: bool,
) -> tuple[Badge, ...]:
    """Return what remains risky in a file.

    Parameters
    ----------
    view
        What the plan goes through.
    policy
        Profile, options and own rules.
    rows
        The plan's rows.
    object_known
        Whether the Types of this kind of object are known.
    """
    scope, ahead = view.scope, view.ahead
    found = [
        *_refusals(ahead),
        *_pixel_risks(scope, rows, ahead),
        *_file_risks(view.preamble, scope),
        *_policy_risks(policy),
    ]
    if not object_known:
        found.append(
            _badge(
                "Kind of object unknown",
                "The SOP Class is missing or in no table, so which attributes it requires is not "
                "known: where the profile leaves a choice, a dummy value is taken.",
            )
        )
    return tuple(found)


def _badge(text: str, reason: str, *, warning: bool = True) -> Badge:
    return {"text": text, "reason": reason, "level": "warning" if warning else "info"}


def _policy_risks(policy: Policy) -> Iterator[Badge]:
    if keeps_identity(policy):
        yield _badge(
            "Own rules keep the patient's identity",
            "They keep what the profile takes away of the patient, so Patient Identity Removed "
            "(0012,0062) says NO.",
        )
    elif weakens(policy):
        yield _badge(
            "Own rules keep more than the profile",
            "The code of the Basic Profile (113100) is left out of the stamps, as not all was "
            "done that it stands for.",
        )
    for name in OPTIONS:
        if name in policy.options and name in _LEFT_BY:
            text, reason = _LEFT_BY[name]
            yield _badge(text, f"{OPTIONS[name].meaning}: {reason}", warning=False)


def _refusals(ahead: Foresight) -> Iterator[Badge]:
    if ahead.refused is not None:
        said = " ".join(filter(None, (ahead.refused.message, ahead.refused.remedy)))
        yield _badge("Will not be written", f"This file will be refused. {said}")


def _pixel_risks(scope: Scope, rows: Sequence[PlanRow], ahead: Foresight) -> Iterator[Badge]:
    # Pixels are among the last: first and last are the same but for images in two kinds of numbers.
    image = next((row for row in reversed(rows) if row.tag in _PIXELS and not row.depth), None)
    if image is None and not scope.has_any((_ROWS,)):
        return
    if not (ahead.redaction.note or (image and image.changed)):
        yield _badge(
            "Image: unchanged",
            "The Basic Profile does not change pixels: text burned into the image stays "
            "(PS3.15 E.2; cleaning it is an option of its own, E.3.1).",
            warning=False,
        )
    if ahead.redaction.note and not ahead.redaction.done:
        yield _badge("Image: not cleaned", ahead.redaction.note)
    if not ahead.redaction.done:
        yield from _burned_in_risks(scope)
    yield from _face_risks(scope)


def _burned_in_risks(scope: Scope) -> Iterator[Badge]:
    burned_in = scope.text(_BURNED_IN).upper()
    modality = scope.text(_MODALITY).upper()
    if burned_in == "YES":
        yield _badge(
            "Burned-in text: YES",
            "Burned In Annotation (0028,0301) says that the image itself spells out who the "
            "patient is. Unless the image is cleaned, Patient Identity Removed (0012,0062) says "
            "NO.",
        )
    elif burned_in != "NO" and _often_burned_in(scope, modality):
        yield _badge(
            "Burned-in text possible",
            f"Burned In Annotation (0028,0301) is missing, and images of this kind "
            f"({modality or 'SC'}) often carry text in their pixels: by its header the risk is "
            f"{burned_in_risk(scope).score} of 1.",
        )


def _face_risks(scope: Scope) -> Iterator[Badge]:
    modality = scope.text(_MODALITY).upper()
    if scope.text(_RECOGNIZABLE).upper() == "YES":
        yield _badge(
            "Recognizable features: YES",
            "Recognizable Visual Features (0028,0302) says that the patient can be recognized in "
            "the image.",
        )
    elif modality in {"CT", "MR", "PT"} and _shows_head(scope):
        yield _badge(
            "Face may be recognizable",
            "Thin slices of a head can be rendered as a face (PS3.15 E.3.2).",
        )


def _often_burned_in(scope: Scope, modality: str) -> bool:
    sop_class = scope.text(_SOP_CLASS)
    return modality in _OFTEN_BURNED_IN or sop_class.startswith(_SECONDARY_CAPTURE)


def _shows_head(scope: Scope) -> bool:
    return any(part in scope.text(_BODY_PART).upper() for part in _HEAD)


def _file_risks(preamble: bytes, scope: Scope) -> Iterator[Badge]:
    if any(preamble):
        yield _badge(
            "Preamble: emptied",
            "The 128 bytes before the data set hold something. They are replaced by zeros "
            "(PS3.15 E.1.1, PS3.10 7.5).",
            warning=False,
        )
    if scope.has_any((_DOCUMENT,)):
        yield _badge(
            "Encapsulated document",
            "The document inside (a PDF, for example) can't be cleaned: the profile replaces all "
            "of it by a dummy.",
        )
