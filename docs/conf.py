"""Sphinx's configuration: builds without network, a warning is an error."""

from __future__ import annotations

import sys
from pathlib import Path

import dicomwidgets

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import make_commands  # noqa: E402 - it lies here
import make_lessons  # noqa: E402 - likewise
import make_tables  # noqa: E402 - likewise

project = "dicomwidgets"
author = "The dicomwidgets authors"
project_copyright = author
version = release = dicomwidgets.__version__

extensions = ["live", "tidy", "myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "_live", "commands", "jupyter_execute"]
default_role = "py:obj"
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3

# The quick start and the lessons, run here, with widgets that live in pages of their own.
nb_execution_mode = "off"
make_lessons.write()
html_extra_path = ["_live"]

# What DICOM says, as the package has it.
make_tables.write(HERE / "dicom")
# The commands, as their parsers have them.
make_commands.write(HERE / "commands")

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_google_docstring = False
napoleon_use_rtype = False

html_theme = "pydata_sphinx_theme"
html_title = "dicomwidgets"
html_static_path = ["_static"]
html_css_files = ["own.css"]
html_js_files = ["own.js"]
html_context = {"default_mode": "auto"}
# A page that is opened from disk may fetch no other one to quote it.
html_show_search_summary = False
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "show_prev_next": False,
    "navbar_align": "left",
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
html_sidebars = {"index": [], "quickstart": [], "reference": []}
