"""The notebooks of the course: whole, without outputs, and right with the solutions in place."""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from support.tree import ROOT

from dicomwidgets.teaching import LESSONS, Lesson, exercise, exercises

if TYPE_CHECKING:
    from pathlib import Path

EACH = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.notebook)
ASKED = re.compile(r'^dw\.exercise\("([a-z0-9-]+)"\)\.check\((\w+)\)$', re.MULTILINE)


def notebook(lesson: Lesson) -> dict[str, Any]:
    text = (ROOT / f"notebooks/{lesson.notebook}.ipynb").read_text("utf-8")
    return dict(json.loads(text))


def cells(lesson: Lesson) -> list[tuple[str, str]]:
    return [(cell["cell_type"], "".join(cell["source"])) for cell in notebook(lesson)["cells"]]


def test_there_is_no_other_notebook() -> None:
    known = {lesson.notebook for lesson in LESSONS}
    assert {file.stem for file in (ROOT / "notebooks").glob("*.ipynb")} == known


@EACH
def test_it_is_kept_without_outputs(lesson: Lesson) -> None:
    code = [cell for cell in notebook(lesson)["cells"] if cell["cell_type"] == "code"]
    assert [cell for cell in code if cell["outputs"] or cell["execution_count"]] == []
    names = [cell["id"] for cell in notebook(lesson)["cells"]]
    assert len(names) == len(set(names))
    assert "widgets" not in notebook(lesson)["metadata"]


@EACH
def test_it_has_its_title_and_leads_to_the_next(lesson: Lesson) -> None:
    told = cells(lesson)
    assert told[0][1].splitlines()[0] == f"# {lesson.title}"
    links = re.findall(r"\]\((\w+\.ipynb)\)", "\n".join(text for _, text in told))
    known = {f"{each.notebook}.ipynb" for each in LESSONS}
    assert set(links) <= known
    if lesson.number < len(LESSONS):
        assert f"{LESSONS[lesson.number].notebook}.ipynb" in links


@EACH
def test_it_asks_every_exercise_once_in_order(lesson: Lesson) -> None:
    told = cells(lesson)
    asked = [found[1] for kind, text in told if kind == "code" for found in ASKED.finditer(text)]
    assert asked == [each.id for each in exercises(lesson.number)]
    questions = [text for kind, text in told if text.startswith("**Exercise.** ")]
    assert questions == [f"**Exercise.** {exercise(each).question}" for each in asked]


def solved(code: str, names: dict[str, Any]) -> Any:
    """Run code and return the value of its last expression."""
    *statements, last = ast.parse(code).body
    assert isinstance(last, ast.Expr), code
    exec(compile(ast.Module(statements, []), "solution", "exec"), names)  # noqa: S102 - our own
    return eval(ast.unparse(last), names)  # noqa: S307 - likewise


@EACH
def test_the_solutions_are_right_where_they_are_asked(
    lesson: Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lesson runs from top to bottom, as it is kept and with its solutions in the blanks."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "lesson"}
    for kind, text in cells(lesson):
        if kind != "code":
            continue
        exec(compile(text, lesson.notebook, "exec"), names)  # noqa: S102 - our own notebook
        for found in ASKED.finditer(text):
            each = exercise(found[1])
            assert not each.check(names[found[2]]), f"{each.id} is solved already"
            names[found[2]] = solved(each.solution, names)
            verdict = each.check(names[found[2]])
            assert verdict, f"{each.id}: {verdict}"


@pytest.mark.slow
@EACH
def test_no_cell_minds_being_run_again(
    lesson: Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Students go back, change something and run a cell once more."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "lesson"}
    minded = {}
    for _, text in [each for each in cells(lesson) if each[0] == "code"]:
        code = compile(text, lesson.notebook, "exec")
        exec(code, names)  # noqa: S102 - our own notebook
        try:
            exec(code, names)  # noqa: S102 - likewise
        except Exception as error:  # noqa: BLE001 - told with its cell
            minded[text] = repr(error)
    assert minded == {}
