"""The exercises of the lesson "Cleaning a collection": its archive is the same everywhere."""

from __future__ import annotations

from dicomwidgets.teaching.exercise_kinds import Exercise, Hint

__all__ = ["LESSON_09"]

_LESSON = 9

LESSON_09 = (
    Exercise(
        "series-not-ct",
        _LESSON,
        "How many series of the archive are no CT?",
        lambda: 7,
        "Five of MR, one of ultrasound, and one of secondary captures.",
        (
            "profile.series has one line a series, and each line knows its modality.",
            'Compare the modality of each line with "CT" and add up those that differ.',
        ),
        'sum(line.modality != "…" for line in profile.series)',
        'sum(line.modality != "CT" for line in profile.series)',
        (
            Hint(24, "These are the series of CT: the others are asked for."),
            Hint(31, "These are all series: leave out those of CT."),
            Hint(33, "These are files: a series has many. Count the lines of profile.series."),
            Hint(3, "These are the other modalities: count series, not kinds of them."),
        ),
    ),
    Exercise(
        "faults-missed",
        _LESSON,
        "For how many of the faults is there no finding with the first of its rules?",
        lambda: 0,
        "All of them were found.",
        (
            "found.of(rule) has the findings of a rule; the first of a fault begins fault.rules.",
            "`found.of(fault.rules[0])` is empty, and so false, where nothing was found.",
        ),
        "sum(not found.of(fault.rules[…]) for fault in faults)",
        "sum(not found.of(fault.rules[0]) for fault in faults)",
        (
            Hint(36, "These are all faults: count those for which found.of(…) is empty."),
            Hint(5, "These are found in pixels: collection.check(pixels=True) looks at them."),
        ),
    ),
    Exercise(
        "odd-intercept",
        _LESSON,
        "One slice has another Rescale Intercept. By how many HU do its values lie too high?",
        lambda: 1024,
        "Its intercept is 0 where the others take 1,024 off: air would be water in it.",
        (
            "Unfold the row RescaleIntercept: which values are there, how often?",
            "What is added to the values of this slice, and what to those of all others?",
        ),
        "0 - …",
        "0 - (-1024)",
        (
            Hint(0, "That is its intercept. What is it for the others?"),
            Hint(-1024, "That is the intercept of the others: values without it are too high."),
            Hint(1, "That is how many files differ."),
        ),
    ),
    Exercise(
        "stranger",
        _LESSON,
        "One series holds a slice of another patient: which file is it?",
        lambda: "P08/chest/04.dcm",
        "Its name, its birth date or its ID is not that of the rest of the series.",
        (
            (
                'The finding is called "series-attribute"; the files that differ come first '
                "in its files."
            ),
            (
                'It lies in the folder P08/chest; `found.of("series-attribute")[0].files` '
                "begins with it."
            ),
        ),
        'found.of("series-attribute")[0].files[…]',
        'found.of("series-attribute")[0].files[0]',
        (
            Hint("P08/chest/01.dcm", "This is one of the rest, named to be compared with."),
            Hint("04.dcm", "Say it with its folders, as the finding does: others are called so."),
        ),
    ),
    Exercise(
        "hole-left",
        _LESSON,
        "P08/chest without the file of the stranger: which rules find something in it? Answer with "
        "a set.",
        lambda: {"gap", "number-gap"},
        "A slice is missing, and so is its number. A hole is a hole: the series goes.",
        (
            "`collection.take(…)` makes a collection of rows by their numbers; check that.",
            "`.rules` of what was found is a dictionary: its keys are the rules.",
        ),
        'files = enumerate(collection.table.column("File"))\n'
        'rest = [row for row, file in files if "P08/" in file and file != …]\n'
        "set(collection.take(rest).check().rules)",
        'files = enumerate(collection.table.column("File"))\n'
        'rest = [row for row, file in files if "P08/" in file and file != "P08/chest/04.dcm"]\n'
        "set(collection.take(rest).check().rules)",
        (
            Hint({"gap"}, "That is one of them: the numbers of the slices tell as well."),
            Hint({"series-attribute"}, "That is what was found with the stranger in it."),
            Hint(set(), "Check what is left without that file."),
        ),
    ),
    Exercise(
        "spelling-to-keep",
        _LESSON,
        "The manufacturer is written in two ways: which one do most files have?",
        lambda: "dicomwidgets",
        'To make it the only one: repairs["value-spelling"] = {"Manufacturer": "dicomwidgets"}.',
        (
            "collection.table.column(…).counts() says how often each value stands in a column.",
            "What `counts()` gives is a Counter: `most_common(1)` is its most frequent value.",
        ),
        'collection.table.column("…").counts().most_common(1)[0][0]',
        'collection.table.column("Manufacturer").counts().most_common(1)[0][0]',
        (
            Hint("DicomWidgets", "The files of the finding have this one: they are the fewer."),
            Hint(171, "So many files have it: how do they write it?"),
        ),
    ),
)
