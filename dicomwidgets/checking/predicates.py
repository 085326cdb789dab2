"""What conditions are made of: questions that an object answers itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.reference.tags import keyword_tag, tag_info

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.checking.subject import Subject

    Test = Callable[[Subject, int], bool]

__all__ = [
    "Condition",
    "all_of",
    "any_of",
    "has",
    "is_not",
    "lacks",
    "names",
    "over",
    "points_to",
    "says",
]


class Condition(NamedTuple):
    """When a Type 1C or 2C attribute must be there.

    Parameters
    ----------
    test
        Called with the object, and the dataset or item that the attribute belongs in; whether it
        is certain that the condition holds.
    words
        The condition in words, as they follow "required if".
    in_use
        Whether it holds only where the module is known to be used: it asks for what is not there.
    """

    test: Test
    words: str
    in_use: bool = False


def has(*keywords: str) -> Condition:
    """Return whether one of these is there with a value."""

    def test(subject: Subject, level: int) -> bool:
        found = [subject.find(keyword, level) for keyword in keywords]
        return any(index >= 0 and not subject.is_empty(index) for index in found)

    return Condition(test, f"{names(keywords)} has a value")


def lacks(*keywords: str) -> Condition:
    """Return whether none of these is there."""

    def test(subject: Subject, level: int) -> bool:
        return all(subject.find(keyword, level) < 0 for keyword in keywords)

    return Condition(test, f"{names(keywords)} is not there", in_use=True)


def says(keyword: str, *texts: str, value: int | None = None) -> Condition:
    """Return whether a value is one of these texts.

    Parameters
    ----------
    keyword, texts
        The attribute, in the same dataset or item, and the texts.
    value
        Number of the value that is looked at, from 1; by default any.
    """

    def test(subject: Subject, level: int) -> bool:
        found = subject.texts(keyword, level)
        looked_at = found if value is None else found[value - 1 : value]
        return any(text in texts for text in looked_at)

    where = "" if value is None else f", value {value},"
    return Condition(test, f"{names([keyword])}{where} is {' or '.join(texts)}")


def is_not(keyword: str, *texts: str) -> Condition:
    """Return whether an attribute has a value, and none of its values is one of these."""

    def test(subject: Subject, level: int) -> bool:
        found = subject.texts(keyword, level)
        return bool(found) and not any(text in texts for text in found)

    return Condition(test, f"{names([keyword])} is not {' or '.join(texts)}")


def over(keyword: str, least: int) -> Condition:
    """Return whether a number is greater."""
    return Condition(
        lambda subject, level: (subject.number(keyword, level) or 0) > least,
        f"{names([keyword])} is greater than {least}",
    )


def points_to(keyword: str, target: str) -> Condition:
    """Return whether an attribute that holds tags names another attribute."""
    tag = keyword_tag(target)

    def test(subject: Subject, level: int) -> bool:
        index = subject.find(keyword, level)
        values = subject.value(index).values if index >= 0 else []
        return not isinstance(values, bytes) and any(_as_tag(each) == tag for each in values)

    return Condition(test, f"{names([keyword])} points to {names([target])}")


def all_of(*conditions: Condition, words: str = "") -> Condition:
    """Return whether all hold."""
    told = words or " and ".join(each.words for each in conditions)
    return Condition(
        lambda subject, level: all(each.test(subject, level) for each in conditions),
        told,
        all(each.in_use for each in conditions),
    )


def any_of(*conditions: Condition, words: str = "") -> Condition:
    """Return whether one holds."""
    told = words or " or ".join(each.words for each in conditions)
    return Condition(
        lambda subject, level: any(each.test(subject, level) for each in conditions),
        told,
        any(each.in_use for each in conditions),
    )


def names(keywords: list[str] | tuple[str, ...]) -> str:
    """Return attributes in words, as the standard names them."""
    return " or ".join(tag_info(keyword_tag(keyword)).name for keyword in keywords)


def _as_tag(value: object) -> int:
    return value if isinstance(value, int) else -1
