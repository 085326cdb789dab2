"""``python -m dicomwidgets`` is the command ``dicomwidgets``."""

from __future__ import annotations

import sys

from dicomwidgets.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
