"""What is wrong with who it is: UIDs, patients, studies, names, dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.samples.dirty.desk import as_patient, as_series, pixels_of
from dicomwidgets.samples.patient import sample_uid

if TYPE_CHECKING:
    from dicomwidgets.samples.dirty.desk import Desk

__all__ = ["write_identity_faults"]


def write_identity_faults(desk: Desk) -> None:
    """Write patients 2 to 6, 13 to 15 and 20, 21."""
    _same_uid(desk)
    _names(desk)
    _numbers(desk)
    _dates(desk)
    _characters(desk)
    _studies(desk)
    _missing(desk)


def _same_uid(desk: Desk) -> None:
    slices = desk.chest(2, "Berger^Otto")
    names = desk.write_all("P02/chest", slices)
    copy = desk.write_bytes("P02/chest/03 (copy).dcm", desk.read_bytes(names[2]))
    desk.note(
        "instance-copied frame-copied",
        [names[2], copy],
        "A file is there twice, byte for byte.",
    )
    other = slices[5]
    pixels = pixels_of(other)
    pixels[20:30, 20:30] += 60
    other.PixelData = pixels.tobytes()
    other.SliceThickness = "40"
    again = desk.write("P02/chest/06 again.dcm", other)
    desk.note(
        "instance-differs series-values",
        [names[5], again],
        "Two files have the same SOP Instance UID and other content.",
    )


def _names(desk: Desk) -> None:
    first = desk.write_all("P03/2021", desk.chest(3, "Cramer^Eva", series="first"))
    second = desk.chest(3, "Dietz^Eva", series="second")
    for each in second:
        each.StudyInstanceUID = sample_uid("dirty", "study", "3 later")
        each.PatientBirthDate = "19550501"
    names = [*first, *desk.write_all("P03/2023", second)]
    desk.note("patient-names", names, "One Patient ID has two names.")
    desk.note("patient-births", names, "One Patient ID has two birth dates.")
    lower = desk.write_all("P04/a", desk.chest(4, "Ebert^Frank", series="a"))
    upper = desk.write_all("P04/b", desk.chest(4, "EBERT^FRANK", series="b"))
    desk.note("patient-spelling", [*lower, *upper], "One name is written in two ways.")


def _numbers(desk: Desk) -> None:
    first = desk.write_all("P05/chest", desk.chest(5, "Fink^Greta"))
    again = desk.chest(6, "Fink^Greta")
    for each in again:
        each.PatientBirthDate = "19350617"
    second = desk.write_all("P06/chest", again)
    desk.note("patient-ids", [*first, *second], "One person has two Patient IDs.")


def _dates(desk: Desk) -> None:
    late = desk.chest(13, "Kraus^Mia")
    for each in late:
        each.StudyDate = "20240305"
    names = desk.write_all("P13/chest", late)
    desk.note("date-order", names, "The study begins days after its series.")
    unborn = desk.chest(14, "Lang^Nils")
    for each in unborn:
        each.PatientBirthDate = "29990101"
    names = desk.write_all("P14/chest", unborn)
    desk.note("date-future date-before-birth", names, "The patient is born in the future.")
    never = desk.chest(14, "Lang^Nils", series="again")
    for each in never:
        each.PatientBirthDate = "29990101"
        each["SeriesDate"]._value = "20240231"  # noqa: SLF001 - pydicom would warn of it
    names = desk.write_all("P14/again", never)
    desk.note("date-none", names, "The series has a date that no calendar has.")
    desk.note("date-future date-before-birth", names, "The patient is born in the future.")


def _characters(desk: Desk) -> None:
    first = desk.chest(15, "Müller^Jürgen", series="a")
    second = desk.chest(15, "Müller^Jürgen", series="b")
    for each in second:
        each.SpecificCharacterSet = "ISO_IR 100"
    names = [*desk.write_all("P15/a", first), *desk.write_all("P15/b", second)]
    desk.note("charset-mixed", names, "One patient's texts are written in two character sets.")
    garbled = desk.chest(16, "Müller^Jürgen".encode().decode("latin-1"))
    names = desk.write_all("P16/chest", garbled)
    desk.note("text-garbled", names, "A name was read in the wrong character set and written so.")


def _studies(desk: Desk) -> None:
    moved = desk.chest(20, "Richter^Udo")
    moved[-1].StudyInstanceUID = sample_uid("dirty", "study", "20 other")
    names = desk.write_all("P20/chest", moved)
    desk.note("series-studies", names, "One series lies in two studies.")


def _missing(desk: Desk) -> None:
    nobody = desk.chest(21, "Seidel^Vera")
    for each in nobody:
        each.PatientID = ""
    names = desk.write_all("P21/chest", nobody)
    desk.note("patient-missing", names, "The Patient ID is empty.")
    unnamed = as_series(as_patient(desk.head(22, "Thiel^Willi"), 22, "Thiel^Willi"), "head")
    names = desk.write_all("P22/head", unnamed[:-1])
    del unnamed[-1].SeriesInstanceUID
    names = [desk.write("P22/head/06.dcm", unnamed[-1])]
    desk.note("uid-missing single-slice", names, "An image does not say what series it belongs to.")
