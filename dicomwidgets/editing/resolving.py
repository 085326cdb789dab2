"""What a user asks for becomes rows: the VR is found, the value held to it, what follows added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.editing.change import Change
from dicomwidgets.editing.characters import UTF8, check_characters, check_reading, writable
from dicomwidgets.editing.checks import check_count, check_item, check_value, check_vr
from dicomwidgets.editing.draft import Draft, Level, absent
from dicomwidgets.editing.encode import CharacterSetError
from dicomwidgets.editing.private import Located, located, refuse_used_creator
from dicomwidgets.editing.rules import (
    CHARSET,
    FOLLOWERS,
    named,
    refuse_unknown_vr,
    refuse_untouchable,
)
from dicomwidgets.editing.text import value_from_text
from dicomwidgets.editing.value_form import UnfitError, Value, empty
from dicomwidgets.editing.values import canonical, item_in, item_of, value_in
from dicomwidgets.elements.masking import masked_value
from dicomwidgets.elements.path import Step, path_text
from dicomwidgets.reference.tags import is_private, tag_info
from dicomwidgets.reference.vrs import vr_of

if TYPE_CHECKING:
    from dicomwidgets.editing.change import Action
    from dicomwidgets.errors import EditError

__all__ = ["Intent", "intent_of", "make", "make_again", "rows_of", "rule_text", "unfit"]


class Intent(NamedTuple):
    """An edit as it is asked for.

    Parameters
    ----------
    action
        What to do.
    steps
        Where.
    given
        The new value, in any form that `canonical` takes.
    vr
        By which to write it; empty: that of the file, or of the dictionary.
    creator
        Private creator of the block.
    reencode
        For Specific Character Set: whether texts are encoded anew.
    widen
        Whether the character set may become UTF-8 where it can't spell the value.
    typed
        Whether the value is a text as one types it (`value_from_text`), of whatever VR.
    """

    action: Action
    steps: tuple[Step, ...]
    given: Any = None
    vr: str = ""
    creator: str = ""
    reencode: bool = True
    widen: bool = False
    typed: bool = False


def make(draft: Draft, intent: Intent) -> tuple[Change, ...]:
    """Make an edit in a draft and return its rows; one that is refused leaves no trace.

    Unless it may widen the character set: then the draft is to be made anew.

    Raises
    ------
    AbsentError
        If there is nothing where the path leads.
    EditError
        If it can't be made, with the reason.
    """
    try:
        rows = rows_of(draft, intent)
    except CharacterSetError as error:
        if not intent.widen:
            raise unfit(intent, error) from None
        level = draft.level(intent.steps)
        widened = make(draft, _widening(level, intent.steps))
        return (*widened, *make(draft, intent._replace(widen=False)))
    for row in rows:
        draft.perform(row)
    return rows


def rows_of(draft: Draft, intent: Intent) -> tuple[Change, ...]:
    """Return the rows of an edit without making it.

    Raises
    ------
    CharacterSetError
        If only a wider character set could spell the text.
    AbsentError, EditError
        As `make` does.
    """
    refuse_untouchable(intent.steps)
    level = draft.level(intent.steps)
    if intent.steps[-1].item is not None:
        return _item_rows(draft, level, intent)
    return _rows(draft, level, intent)


def make_again(draft: Draft, change: Change) -> tuple[Change, ...]:
    """Make the edit of a row in another draft.

    Raises
    ------
    AbsentError, EditError
        As `make` does.
    """
    return make(draft, intent_of(change))


def intent_of(change: Change) -> Intent:
    """Return what was asked for, as it can be asked of another file."""
    vr = change.vr if change.new is not None and not change.is_item else ""
    return Intent(change.action, change.steps, change.new, vr, change.creator, change.reencode)


def _rows(draft: Draft, level: Level, intent: Intent) -> tuple[Change, ...]:
    place = located(level, intent.steps[-1].tag, intent.creator, intent.action)
    if place is None:
        raise absent(intent.steps)
    steps = (*intent.steps[:-1], Step(place.tag))
    element = level.scope.element(place.tag)
    if intent.action == "insert" and element is not None:
        raise named("It is there already.", place.tag, "set() gives it another value.")
    if intent.action != "insert" and element is None:
        raise absent(steps)
    found = "" if element is None else level.scope.vr(place.tag, element)
    old = None if element is None else value_in(level.scope, place.tag, element)
    new, vr = None, found
    if intent.action == "delete":
        refuse_used_creator(level, place.tag)
    else:
        vr = intent.vr or _vr(level, place, found)
        new = _value(level, intent, place, vr, found)
    if place.tag == CHARSET:
        _check_charset(draft, level, intent, empty("CS") if new is None else new)
    main = Change(
        intent.action,
        path_text(steps),
        place.tag,
        vr,
        old,
        new,
        place.creator,
        reencode=intent.reencode or place.tag != CHARSET,
    )
    return (main, *_followers(draft, main, place))


def _vr(level: Level, place: Located, found: str) -> str:
    if found:
        return found
    vr = level.scope.settled(tag_info(place.tag, place.creator).vr)
    refuse_unknown_vr(place.tag, vr)
    return vr


def _value(level: Level, intent: Intent, place: Located, vr: str, found: str) -> Value:
    try:
        check_vr(place.tag, vr, found, place.creator)
        read = value_from_text if intent.typed else canonical
        value = read(vr, intent.given)
        check_value(vr, value)
        check_count(place.tag, vr, value, place.creator)
        check_characters(writable(level.scope.encodings), vr, value)
    except CharacterSetError:
        raise
    except UnfitError as error:
        raise unfit(intent, error, vr) from None
    return value


def _check_charset(draft: Draft, level: Level, intent: Intent, names: Value) -> None:
    try:
        check_reading(draft, level, names, reencode=intent.reencode)
    except UnfitError as error:
        raise named(str(error), CHARSET, f'Take "{UTF8}", or a name of PS3.3 C.12.1.1.2.') from None


def _followers(draft: Draft, main: Change, place: Located) -> tuple[Change, ...]:
    """Return what comes with an edit: the private creator, the copy in the file meta."""
    if place.reserve:
        path = path_text((*main.steps[:-1], Step(place.reserve)))
        reserve = Change("insert", path, place.reserve, "LO", None, place.creator, follows=True)
        return (reserve,)
    follower = FOLLOWERS.get(main.tag)
    if follower is None or len(main.steps) > 1 or not main.new or draft.meta is None:
        return ()
    level = draft.level((Step(follower),))
    element = level.scope.element(follower)
    old = None if element is None else value_in(level.scope, follower, element)
    if old == main.new:
        return ()
    action: Action = "insert" if old is None else "set"
    path = path_text((Step(follower),))
    return (Change(action, path, follower, "UI", old, main.new, follows=True),)


def _item_rows(draft: Draft, level: Level, intent: Intent) -> tuple[Change, ...]:
    tag, place = intent.steps[-1]
    items = draft.items(level, tag)
    if items is None or place is None:
        raise absent((*intent.steps[:-1], Step(tag)))
    if place > len(items) - (intent.action != "insert"):
        raise absent(intent.steps)
    old = item_in(items[place], level.scope) if intent.action != "insert" else None
    new = None if intent.action == "delete" else _item(level, intent)
    return (Change(intent.action, path_text(intent.steps), tag, "SQ", old, new),)


def _item(level: Level, intent: Intent) -> Value:
    try:
        item = item_of(None if intent.typed and not intent.given else intent.given)
        check_item(item)
        check_characters(writable(level.scope.encodings), "SQ", (item,))
    except CharacterSetError:
        raise
    except UnfitError as error:
        raise unfit(intent, error, "SQ") from None
    return item


def _widening(level: Level, steps: tuple[Step, ...]) -> Intent:
    """Return the edit that makes the character set of a dataset UTF-8."""
    depth = len(steps) - 1
    scope = level.scope
    while depth and scope.parent is not None and not scope.strings(CHARSET):
        scope = scope.parent
        depth -= 1
    place = (*steps[:depth], Step(CHARSET))
    return Intent("set" if scope.element(CHARSET) is not None else "insert", place, UTF8)


def unfit(intent: Intent, error: UnfitError, vr: str = "") -> EditError:
    """Return the refusal of a value, which is named only where it identifies nobody."""
    tag = intent.steps[-1].tag
    keyword = tag_info(tag).keyword
    if isinstance(error, CharacterSetError):
        remedy = 'Give widen=True to make the character set of the dataset UTF-8 ("ISO_IR 192").'
        return named(str(error), tag, remedy)
    shown = intent.given if isinstance(intent.given, (str, int, float)) else ""
    masked = masked_value(keyword, vr, str(shown)[:64]) if not is_private(tag) else ""
    what = f"The value {masked} does not fit" if masked else "The value does not fit"
    rule = rule_text(vr)
    return named(f"{what} VR {vr}: {error}", tag, rule or None)


def rule_text(vr: str) -> str:
    """Return what a VR can hold, in words."""
    from dicomwidgets.reference.vrs import vr_rules  # noqa: PLC0415 - the table is read when asked

    rule = vr_rules().get(vr)
    if rule is None:
        return ""
    most = rule.limit.removesuffix(", always")
    limit = f", {'at most' if most == rule.limit else 'always'} {most}" if most else ""
    return f"{vr}, {vr_of(vr).name}{limit}: {rule.explanation}"
