"""The least that a header table can be: thirty rows of a file, in one trait, drawn once."""

from __future__ import annotations

import anywidget
import pydicom
import traitlets

_ESM = """
export default {
  render({ model, el }) {
    const table = document.createElement("table");
    table.className = "floor";
    for (const row of model.get("rows")) {
      const line = document.createElement("tr");
      line.className = "floor-row";
      for (const text of row) {
        const cell = document.createElement("td");
        cell.textContent = text;
        line.appendChild(cell);
      }
      table.appendChild(line);
    }
    el.appendChild(table);
  },
};
"""


class FloorTable(anywidget.AnyWidget):
    """Rows as a trait, drawn once."""

    _esm = _ESM
    rows = traitlets.List().tag(sync=True)


def floor_table(path: str) -> FloorTable:
    """Read one file and show its first thirty elements."""
    dataset = pydicom.dcmread(path)
    rows = []
    for element in dataset:
        rows.append([str(element.tag), element.name, str(element.VR), element.repval])
        if len(rows) == 30:
            break
    return FloorTable(rows=rows)
