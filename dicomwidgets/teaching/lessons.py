"""The lessons of the course: their numbers, titles and notebooks."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["LESSONS", "Lesson"]


class Lesson(NamedTuple):
    """One lesson.

    Parameters
    ----------
    number
        From 1.
    title
        The first heading of its notebook.
    notebook
        Its file in the folder ``notebooks``, without ``.ipynb``.
    """

    number: int
    title: str
    notebook: str

    def is_meant(self, name: object) -> bool:
        """Whether this is its number, its title or its notebook."""
        return str(name).removesuffix(".ipynb") in {str(self.number), *self[1:]}


LESSONS = (
    Lesson(1, "What is in a DICOM file?", "01_what_is_in_a_dicom_file"),
    Lesson(2, "Pixels and windows", "02_pixels_and_windows"),
    Lesson(3, "Hounsfield units, SUV and other values", "03_values_and_units"),
    Lesson(4, "Colour, ultrasound, multi-frame", "04_colour_ultrasound_multiframe"),
    Lesson(5, "Series, geometry, volumes", "05_series_geometry_volumes"),
    Lesson(6, "Sequences and reports", "06_sequences_and_reports"),
    Lesson(7, "Compression and transfer syntaxes", "07_compression_and_transfer_syntaxes"),
    Lesson(8, "Anonymization", "08_anonymization"),
    Lesson(9, "Cleaning a collection", "09_cleaning_a_collection"),
    Lesson(10, "Create, convert, PACS", "10_create_convert_pacs"),
)
