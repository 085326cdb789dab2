"""What is to be fetched, instance by instance, and in which portions it is asked for."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.errors import ArgumentError
from dicomwidgets.pacs.dimse_finding import Finder, Query
from dicomwidgets.pacs.dimse_levels import NAMES, ROOTS
from dicomwidgets.pacs.dimse_line import EXPLICIT, IMPLICIT, MOST_CONTEXTS, Context, StoppedError
from dicomwidgets.pacs.found import UID_OF
from dicomwidgets.reference.sop_classes import sop_classes
from dicomwidgets.reference.transfer_syntaxes import transfer_syntaxes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from dicomwidgets.pacs.dimse_line import Line

__all__ = ["Portion", "Wanted", "portions", "requests", "wanted_by"]

_UIDS_AT_ONCE = 64
_COMPRESSED = (
    *("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.70"),
    *("1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"),
    "1.2.840.10008.1.2.5",
)
_FIELDS = ("SOPClassUID", "AvailableTransferSyntaxUID")


class Wanted(NamedTuple):
    """An instance that is to be fetched.

    Parameters
    ----------
    above
        What identifies patient, study and series, as far as the model has them.
    instance
        Its SOP Instance UID.
    sop_class
        Empty where the peer does not tell.
    syntaxes
        In which it can come; none where the peer does not tell.
    """

    above: tuple[tuple[str, str], ...]
    instance: str
    sop_class: str
    syntaxes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Wanted({self.sop_class or 'unknown'})"


class Portion(NamedTuple):
    """Instances that come on one association.

    Parameters
    ----------
    contexts
        What is proposed for them.
    wanted
        The instances.
    """

    contexts: tuple[Context, ...]
    wanted: tuple[Wanted, ...]


def wanted_by(
    line: Line,
    keys: Mapping[str, Any],
    *,
    root: str,
    character_set: Any,
    enough: Callable[[], bool],
) -> list[Wanted]:
    """Return the instances that match, by asking for them level by level.

    Raises
    ------
    ArgumentError
        If nothing is searched by: all of a PACS is more than anybody means.
    PacsError
        If the peer can't answer.
    StoppedError
        If there are enough before all are known.
    """
    if not any(value not in ("", None, [], "*") for value in keys.values()):
        raise ArgumentError(
            "Nothing says what is to be fetched.", remedy="Give a key: StudyInstanceUID='…'."
        )
    query = Query("instance", keys, _FIELDS, root=root, character_set=character_set)
    found = []
    finder = Finder(line, query, enough)
    answers = finder.run()
    if not finder.complete:
        raise StoppedError
    for each in answers:
        upper = [UID_OF[level] for level in query.levels[:-1]]
        above = tuple((keyword, str(each.get(keyword, "") or "")) for keyword in upper)
        syntaxes = each.get("AvailableTransferSyntaxUID") or ()
        syntaxes = (syntaxes,) if isinstance(syntaxes, str) else tuple(syntaxes)
        uid = str(each.get("SOPInstanceUID", "") or "")
        if uid:
            kind = str(each.get("SOPClassUID", "") or "")
            found.append(Wanted(above, uid, kind, tuple(map(str, syntaxes))))
    return list({each.instance: each for each in found}.values())


def portions(
    wanted: Iterable[Wanted], most: int = MOST_CONTEXTS - 2, *, again: bool = False
) -> Iterator[Portion]:
    """Yield portions whose presentation contexts fit into one association each.

    For every SOP class each transfer syntax is proposed by itself, so that the peer can send each
    instance as it has it. Where the peer does not tell the classes they are guessed, and an
    instance may be in several portions.

    Parameters
    ----------
    wanted
        The instances.
    most
        How many contexts an association has room for.
    again
        Whether they were asked for before and did not come.
    """
    kinds: dict[str, list[Wanted]] = defaultdict(list)
    for each in wanted:
        kinds[each.sop_class].append(each)
    unknown = tuple(kinds.pop("", ()))
    guesses = _guesses(again=again) if unknown else []
    for start in range(0, len(guesses), most):
        yield Portion(tuple(guesses[start : start + most]), unknown)
    contexts: list[Context] = []
    held: list[Wanted] = []
    for kind, instances in kinds.items():
        needed = _contexts(kind, instances)[:most]
        if held and len(contexts) + len(needed) > most:
            yield Portion(tuple(contexts), tuple(held))
            contexts, held = [], []
        contexts += needed
        held += instances
    if held:
        yield Portion(tuple(contexts), tuple(held))


def _contexts(kind: str, instances: Sequence[Wanted]) -> list[Context]:
    everything = tuple(transfer_syntaxes())
    told = dict.fromkeys(uid for each in instances for uid in each.syntaxes)
    unknown = not all(each.syntaxes for each in instances)
    syntaxes = dict.fromkeys([*told, *(everything if unknown else ()), EXPLICIT, IMPLICIT])
    return [Context(kind, (uid,), received=True) for uid in syntaxes]


def _guesses(*, again: bool) -> list[Context]:
    """Return contexts for instances of which nothing is known.

    At first one for every SOP class, in which the peer chooses the syntax; then, for what it could
    not send so, the usual ones in each of the usual compressed syntaxes.
    """
    known = [uid for uid, each in sop_classes().items() if each.iod]
    if not again:
        syntaxes = (EXPLICIT, IMPLICIT, *_COMPRESSED)
        return [Context(uid, syntaxes, received=True) for uid in known]
    usual = known[: (MOST_CONTEXTS - 2) // len(_COMPRESSED)]
    return [Context(uid, (syntax,), received=True) for uid in usual for syntax in _COMPRESSED]


def requests(
    wanted: Iterable[Wanted], sizes: Mapping[tuple[tuple[str, str], ...], int], root: str
) -> Iterator[tuple[dict[str, Any], tuple[Wanted, ...]]]:
    """Yield the keys of one request each, and what it asks for.

    Parameters
    ----------
    wanted
        The instances.
    sizes
        How many instances a series has, as far as that is known. One of which all are wanted is
        asked for as a series, others by lists of UIDs (PS3.4 C.4.3.1.3.1).
    root
        Of the model.
    """
    series: dict[tuple[tuple[str, str], ...], list[Wanted]] = defaultdict(list)
    for each in wanted:
        series[each.above].append(each)
    levels = ROOTS[root]
    for above, instances in series.items():
        if sizes.get(above) == len(instances):
            keys = {**dict(above), "QueryRetrieveLevel": NAMES[levels[-2]]}
            yield keys, tuple(instances)
            continue
        for start in range(0, len(instances), _UIDS_AT_ONCE):
            some = tuple(instances[start : start + _UIDS_AT_ONCE])
            yield one_by_uid(above, some), some


def one_by_uid(above: Iterable[tuple[str, str]], some: Sequence[Wanted]) -> dict[str, Any]:
    """Return the keys of a request by SOP Instance UIDs."""
    uids = [each.instance for each in some]
    return {**dict(above), UID_OF["instance"]: uids, "QueryRetrieveLevel": NAMES["instance"]}
