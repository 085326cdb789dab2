"""Write ``protocol.json`` from the examples that TypeScript's types hold (js/test/protocol.ts)."""

from __future__ import annotations

import subprocess
from pathlib import Path

JS = Path(__file__).parents[2] / "js"

if __name__ == "__main__":
    subprocess.run(["node", "make_protocol.mjs"], cwd=JS, check=True)
