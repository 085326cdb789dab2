"""Every kind of fault: how bad it is, why it matters, what to do about it."""

from __future__ import annotations

from dicomwidgets.finding import Rule

__all__ = ["RULES"]

RULES: dict[str, Rule] = {
    # Values (PS3.5 6.2)
    "vr-unknown": Rule(
        "error",
        "A reader that does not know the VR can't tell where the value ends.",
        "Write the element with the VR of the dictionary, or UN.",
    ),
    "vr-differs": Rule(
        "warning",
        "Readers that trust the dictionary and readers that trust the file read it differently.",
        "Write the element with the VR of the dictionary.",
    ),
    "value-size": Rule(
        "error",
        "The bytes are no whole number of values: part of a number is missing or too much.",
        "Write the value again from its source.",
    ),
    "value-length": Rule(
        "warning",
        "Databases and readers cut off what is longer than the VR allows, or refuse the object.",
        "Shorten the value, or move it to an element that may be longer.",
    ),
    "value-characters": Rule(
        "warning",
        "Strict readers refuse characters that the VR forbids, and comparisons fail.",
        "Replace the characters that the VR forbids.",
    ),
    "value-format": Rule(
        "error",
        "Software that parses the value fails, or takes it for something else.",
        "Write the value in the format of its VR, or leave it empty where its Type allows.",
    ),
    "value-padding": Rule(
        "info",
        "Padding of the wrong kind becomes part of the value in simple readers.",
        "Pad to an even length with a space, a UID with a zero byte.",
    ),
    "vm": Rule(
        "error",
        "Software that expects another number of values fails or takes the wrong one.",
        "Give as many values as the dictionary says; a backslash separates values.",
    ),
    # Dates
    "date-none": Rule(
        "error",
        "There is no such day or time: databases refuse it or sort it wrongly.",
        "Correct it, or leave it empty where its Type allows.",
    ),
    "date-future": Rule(
        "warning",
        "Something cannot have happened yet: a clock was wrong, or dates were shifted.",
        "Correct the date, or the clock of the machine.",
    ),
    "date-before-birth": Rule(
        "error",
        "A patient is not examined before birth: one of the two dates is wrong.",
        "Correct the birth date or the study date.",
    ),
    # Identifiers
    "uid-form": Rule(
        "error",
        "A UID that is malformed is not unique, and archives refuse or merge objects by it.",
        "Give a new UID: numbers with dots between, no leading zeros, at most 64 characters.",
    ),
    # Characters (PS3.3 C.12.1.1.2)
    "charset-undeclared": Rule(
        "error",
        "Without a declared character set each reader guesses, and names come out garbled.",
        "Set Specific Character Set to what the text is written in.",
    ),
    "charset-unknown": Rule(
        "error",
        "No reader knows this character set, so each one guesses.",
        "Use a Defined Term of PS3.3 C.12.1.1.2, for example ISO_IR 192 for UTF-8.",
    ),
    "charset-combination": Rule(
        "warning",
        "These character sets can't be combined so; readers may ignore all but the first.",
        "Use the terms with code extensions (ISO 2022 …), or one set alone.",
    ),
    "charset-undecodable": Rule(
        "error",
        "The bytes are no text in the declared character set: characters are lost on reading.",
        "Declare the character set in which the text was really written.",
    ),
    "charset-doubtful": Rule(
        "warning",
        "The text looks as if written in another character set than the declared one.",
        "Look at the text; declare the character set in which it makes sense.",
    ),
    # Types (PS3.5 7.4)
    "type-1-missing": Rule(
        "error",
        "The object needs this element: readers rely on it and archives refuse without it.",
        "Add the element with its true value.",
    ),
    "type-1-empty": Rule(
        "error",
        "The element must have a value: readers rely on it.",
        "Fill in its true value.",
    ),
    "type-2-missing": Rule(
        "warning",
        "The element must be there, if only to say that the value is unknown.",
        "Add the element, empty if its value is not known.",
    ),
    "object-unknown": Rule(
        "info",
        "A private or retired kind of object: what it must hold, the tables don't say.",
        "Look it up in the conformance statement of its maker.",
    ),
    # Pixels (PS3.3 C.7.6.3)
    "pixels-missing": Rule(
        "warning",
        "An image object without pixels shows nothing.",
        "Read or send the whole object, pixels included.",
    ),
    "pixels-short": Rule(
        "error",
        "There are fewer bytes than the header promises: frames are missing or cut off.",
        "Export the object again; or correct rows, columns, bits or frames.",
    ),
    "pixels-long": Rule(
        "warning",
        "There are more bytes than the header describes: some of them nobody will see.",
        "Correct rows, columns, bits or frames.",
    ),
    "pixels-frames": Rule(
        "error",
        "There are fewer compressed fragments than frames: some frames can't be there.",
        "Export the object again, or correct Number of Frames.",
    ),
    "pixels-bits": Rule(
        "error",
        "The bits contradict each other, so readers mask and sign the values differently.",
        "Make High Bit one less than Bits Stored, and Bits Stored at most Bits Allocated.",
    ),
    "pixels-samples": Rule(
        "error",
        "Photometric Interpretation and Samples per Pixel contradict each other.",
        "Use one sample for grey and palette, three for RGB and YBR.",
    ),
    "palette-length": Rule(
        "error",
        "The palette has another size than its descriptor says: colours shift or are missing.",
        "Write descriptor and data of the palette anew.",
    ),
    # Private elements (PS3.5 7.8)
    "private-creator": Rule(
        "warning",
        "Nobody can tell whose elements these are; software of another maker may misread them.",
        "Add the private creator of the block, or remove the elements.",
    ),
    # The file (PS3.5 7, PS3.10 7)
    "group-length": Rule(
        "warning",
        "Readers that jump by the group length land in the wrong place.",
        "Remove the group length, or compute it anew; of the file meta it is required.",
    ),
    "meta-missing": Rule(
        "error",
        "Readers need the file meta information before they parse the dataset.",
        "Write the file anew; pydicom's save_as with enforce_file_format=True fills it in.",
    ),
    "meta-differs": Rule(
        "error",
        "File meta information and dataset name different objects: archives file it wrongly.",
        "Copy the value of the dataset into the file meta information.",
    ),
    "length-odd": Rule(
        "error",
        "Values have an even length: strict readers refuse the file.",
        "Pad the value to an even length.",
    ),
    "tag-order": Rule(
        "error",
        "Elements stand in the order of their tags: readers that stop early miss this one.",
        "Write the file anew; pydicom sorts the elements.",
    ),
    "tag-twice": Rule(
        "error",
        "One tag stands once: readers differ in which of the two they take.",
        "Remove one of the two.",
    ),
    "sequence-unread": Rule(
        "error",
        "What is in the sequence can't be read.",
        "Export the object again, or remove the sequence.",
    ),
    "trailing-bytes": Rule(
        "warning",
        "Bytes after the last element belong to nothing; something may be hidden or broken there.",
        "Cut them off; fill with Data Set Trailing Padding where a size must be kept.",
    ),
    "layout": Rule(
        "warning",
        "The bytes are not laid out as the standard says; readers differ in how they go on.",
        "Write the file anew.",
    ),
    "file-broken": Rule(
        "error",
        "What follows in the file can't be read.",
        "Copy or export the file again.",
    ),
    "retired": Rule(
        "info",
        "The standard has given the element up: new software need not know it.",
        "Leave it in old objects; don't write it into new ones.",
    ),
    "reading": Rule(
        "warning",
        "The reader had to assume something to go on.",
        "Check what was assumed; a clean copy comes from writing the object anew.",
    ),
    "dciodvfy": Rule(
        "warning",
        "David Clunie's validator compares the object with the standard's definition of its kind.",
        "Look the element up in the module that the message names.",
    ),
}
"""Code → rule. The codes are stable: filter by them."""
