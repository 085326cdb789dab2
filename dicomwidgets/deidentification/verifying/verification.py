"""Does a run hold what it promises? All files read back, each beside its source."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dicomwidgets.checking.validator import is_validator_installed
from dicomwidgets.deidentification.verifying.one_file import Checked, Found, Pair, PairCheck
from dicomwidgets.errors import ArgumentError
from dicomwidgets.extras import require
from dicomwidgets.jobs import run
from dicomwidgets.reading.origin import origin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from concurrent.futures import Executor

    from dicomwidgets.deidentification.bulk.report import Report
    from dicomwidgets.jobs import Progress

__all__ = ["Remnant", "Verification", "verify"]


@dataclass(frozen=True, slots=True)
class Remnant:
    """Something that should not be in a file written. It quotes no value.

    Parameters
    ----------
    target
        The file, relative to the target.
    kind
        ``"survivor"``: a removed value is there all the same; ``"name"``: it is in the file's
        name; ``"table"``: an element is unchanged although PS3.15 Table E.1-1 demands a change;
        ``"uid"``: a UID of no valid form; ``"mapping"``: one old UID became two; ``"reference"``:
        what it referred to in the source is not in the target; ``"validator"``: an error of
        `dciodvfy` that the source has not; ``"unreadable"``.
    path
        Where it stands, as one would type it after ``dataset.``.
    why
        What it is about.
    """

    target: str
    kind: str
    path: str
    why: str


@dataclass(frozen=True, slots=True, repr=False)
class Verification:
    """What was found when the files of a run were read back.

    Parameters
    ----------
    files
        How many were looked at.
    findings
        What should not be there.
    references
        How many UIDs refer to an object of the same run, and lead to it.
    validator
        Whether `dciodvfy` was asked.
    unsearched
        Path → number of files in which its removed value is too short to be looked for.
    """

    files: int
    findings: tuple[Remnant, ...]
    references: int
    validator: bool
    unsearched: Mapping[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def counts(self) -> Mapping[str, int]:
        """How many findings there are of each kind."""
        return dict(Counter(finding.kind for finding in self.findings))

    def to_json(self) -> str:
        """Return it as JSON, without identifiers."""
        rows = [
            {"target": each.target, "kind": each.kind, "path": each.path, "why": each.why}
            for each in self.findings
        ]
        form = {
            "files": self.files,
            "references": self.references,
            "dciodvfy": self.validator,
            "counts": self.counts,
            "not_searched": dict(self.unsearched),
            "findings": rows,
        }
        return json.dumps(form, indent=1, ensure_ascii=False)

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame`, one row a finding.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        """
        pandas = require("pandas", why="A data frame of the findings")
        columns = ["target", "kind", "path", "why"]
        rows = [[getattr(each, column) for column in columns] for each in self.findings]
        return pandas.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        what = ", ".join(f"{count:,} {kind}" for kind, count in self.counts.items())
        short = f"; {len(self.unsearched)} values too short to search" if self.unsearched else ""
        return f"<Verification of {self.files:,} files: {what or 'nothing found'}{short}>"


def verify(  # noqa: PLR0913 - by keyword, each with a default
    report: Report,
    *,
    validator: bool | None = None,
    executor: Executor | None = None,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Verification:
    """Read the files of a run back and search them for what was removed.

    Every value that is no longer in its place is looked for in the new file: at every depth, in
    its bytes in several encodings, in its name. Files are read by pydicom and as bytes; nothing of
    the engine that wrote them takes part.

    Parameters
    ----------
    report
        Of the run. Its sources are read again.
    validator
        Whether `dciodvfy` is asked about source and target; by default where it is installed.
    executor, workers, on_progress, cancelled
        As for `deidentify`.

    Raises
    ------
    ArgumentError
        After a dry run, or where `dciodvfy` is asked for and not installed.
    """
    if report.target is None or report.origin is None:
        raise ArgumentError("A dry run writes nothing.", remedy="Run it first.")
    installed = is_validator_installed()
    if validator and not installed:
        raise ArgumentError("dciodvfy is not installed.", remedy="Install dicom3tools.")
    asked = installed if validator is None else validator
    policy = report.policy
    check = PairCheck(
        str(policy["profile"]), frozenset(policy["options"]), bool(policy["own_rules"]), asked
    )
    pairs = [
        Pair(origin_of(report.origin, item), str(report.target / file.target), file.target)
        for item, file in zip(report.origin.items(), report.files, strict=False)
        if file.target and file.status in ("written", "present")
    ]
    done = run(
        check,
        pairs,
        executor=executor,
        workers=workers,
        on_progress=on_progress,
        cancelled=cancelled,
    )
    results = [
        (
            result.item.name,
            result.value or Checked((Found("unreadable", "", type(result.error).__name__),)),
        )
        for result in done
    ]
    results.sort(key=lambda each: each[0])
    findings = [Remnant(name, *found) for name, checked in results for found in checked.found]
    findings += _two_of_one(results)
    lost, held = _references(results)
    short = Counter(path for _, checked in results for path in checked.unsearched)
    return Verification(
        len(pairs), tuple(findings + lost), held, asked, dict(sorted(short.items()))
    )


def _two_of_one(results: Sequence[tuple[str, Checked]]) -> list[Remnant]:
    """Return where an old UID has become another one than elsewhere."""
    new: dict[bytes, str] = {}
    found = []
    for name, checked in results:
        for old, uid, path in checked.uids:
            if new.setdefault(old, uid) != uid:
                why = "An old UID became another one than elsewhere."
                found.append(Remnant(name, "mapping", path, why))
    return found


def _references(results: Iterable[tuple[str, Checked]]) -> tuple[list[Remnant], int]:
    """Return the references that led to an object of the source and lead nowhere now."""
    results = list(results)
    instances = dict(checked.instance for _, checked in results)
    lost: list[Remnant] = []
    held = 0
    for name, checked in results:
        for path, old, uid in checked.references:
            if old not in instances:
                continue
            if instances[old] == uid:
                held += 1
            else:
                why = "It referred to an object of the source, and leads nowhere now."
                lost.append(Remnant(name, "reference", path, why))
    return lost, held
