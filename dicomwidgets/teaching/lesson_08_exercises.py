"""The exercises of the lesson "Anonymization"."""

from __future__ import annotations

from dicomwidgets.teaching.answers import Sameness
from dicomwidgets.teaching.exercise_kinds import Exercise, Hint

__all__ = ["LESSON_08"]

_LESSON = 8
_NAMED = {
    "PatientComments",
    "RequestAttributesSequence[0].RequestedProcedureDescription",
    "(0099,1001)",
}

LESSON_08 = (
    Exercise(
        "alex-left",
        _LESSON,
        "In which elements of `careless` does Alex still stand? Answer with a set of their paths.",
        lambda: set(_NAMED),
        "A comment, a private element, and one inside a sequence, which a look at the top misses.",
        (
            "Three elements, one of them in an item of a sequence, one of them private.",
            "dw.metadata gives every row at every depth, with `path` and `value`.",
        ),
        '{row.path for row in dw.metadata(careless) if "…" in str(row.value)}',
        '{row.path for row in dw.metadata(careless) if "Alex" in str(row.value)}',
        (
            Hint({"PatientComments"}, "That is what stands at the top. Look deeper."),
            Hint(
                {"PatientComments", "(0099,1001)"},
                "Open the sequences as well: items have elements of their own.",
            ),
            Hint(set(), "Search the table for Alex."),
        ),
    ),
    Exercise(
        "code-of-birth-date",
        _LESSON,
        "Which code has the Patient's Birth Date in the Basic Profile?",
        lambda: "Z",
        "It is Type 2: it has to be there, and may be empty.",
        (
            "`codes` has it, by the keyword of the element.",
            "The keyword is written without spaces and without an apostrophe.",
        ),
        'codes["…"]',
        'codes["PatientBirthDate"]',
        (
            Hint("X", "Removed it must not be: images need the element, even if empty."),
            Hint("D", "A made-up birthday would be taken for a true one."),
            Hint("K", "A day of birth is one of the surest ways to a person."),
        ),
        Sameness(any_case=True),
    ),
    Exercise(
        "days-between",
        _LESSON,
        "How many days lie between the two dates of studies in `shared`?",
        lambda: 91,
        "As many as before: from 29 February to 30 May. The days are others, the time is the same.",
        (
            "Subtract the two dates that are printed as after, or those before: what must hold?",
            "Python's `date` subtracts: `date.fromisoformat` reads a date of eight digits.",
        ),
        "from datetime import date\n"
        'early, late = sorted(set(shared.table.column("…")))\n'
        "(date.fromisoformat(late) - date.fromisoformat(early)).days",
        "from datetime import date\n"
        'early, late = sorted(set(shared.table.column("StudyDate")))\n'
        "(date.fromisoformat(late) - date.fromisoformat(early)).days",
        (
            Hint(0, "So it would be if all dates were set to one day."),
            Hint(90, "2024 has a 29 February: count from that day."),
            Hint(301, "These are digits: a date is no number. Count in days."),
        ),
    ),
    Exercise(
        "series-broken",
        _LESSON,
        "Into how many series have the 13 images fallen in `broken`?",
        lambda: 13,
        "Each file is a series of its own now: no viewer can scroll, no volume can be made.",
        (
            "Load the folder, as above the source.",
            "A collection has `series`, and that has a length.",
        ),
        "len(dw.load(…).series)",
        "len(dw.load(broken).series)",
        (
            Hint(3, "So many there were before, and there are after a right anonymization."),
            Hint(14, "The report is no series of images."),
            Hint(1, "Each file has got a new Series Instance UID."),
        ),
    ),
    Exercise(
        "name-not-found",
        _LESSON,
        "Which name is still in the cleaned comment?",
        lambda: "Sandra",
        "It stands nowhere else in the file and follows no title: no rule could know it.",
        (
            "Read the second line above. What was found is *** now.",
            "Who drove?",
        ),
        '"San…"',
        '"Sandra"',
        (
            Hint("Roe", "That was found: it follows a title."),
            Hint("Alex", "That was found: it is the patient's name."),
        ),
        Sameness(any_case=True),
    ),
    Exercise(
        "brightest-above",
        _LESSON,
        "How bright is the brightest pixel in the upper 20 rows of `cleaned_us`?",
        lambda: 0,
        "All of it is black. In `only_header` it is as bright as letters are.",
        (
            "`dw.frames(…).stored` gives the pixels as an array: rows, columns, colours.",
            "`[:20]` takes the upper rows of an array, and `.max()` is the largest of them.",
        ),
        "int(dw.frames(cleaned_us).stored(0)[…].max())",
        "int(dw.frames(cleaned_us).stored(0)[:20].max())",
        (
            Hint(255, "That is white: have you asked `only_header`, or taken all rows?"),
            Hint(20, "That is how many rows."),
        ),
    ),
    Exercise(
        "alone-in-the-data",
        _LESSON,
        "How many of the ten people are alone with their age, sex and height?",
        lambda: 2,
        "The man of 67, and the tall one of 71: whoever knows them knows which data are theirs.",
        (
            "Count how often each of the triples in `released` occurs, and which occur once.",
            "`Counter(released)` of collections counts them; its values are the counts.",
        ),
        "from collections import Counter\nsum(count == … for count in Counter(released).values())",
        "from collections import Counter\nsum(count == 1 for count in Counter(released).values())",
        (
            Hint(4, "You have counted `people`: the very old are not alone any more."),
            Hint(6, "These are the different ones. Which of them occur once?"),
            Hint(10, "Some share all of it with somebody."),
        ),
    ),
)
