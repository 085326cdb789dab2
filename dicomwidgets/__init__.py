"""DICOM in the notebook: see it, read it, anonymize it.

Every public name is loaded on first use (PEP 562): importing the package loads neither pydicom,
NumPy nor anywidget.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dicomwidgets.checking.running import check
    from dicomwidgets.codec_report import doctor
    from dicomwidgets.collection.collection import Collection
    from dicomwidgets.collection.load import load
    from dicomwidgets.collection.profile.profile import Profile
    from dicomwidgets.collection.profile.running import profile
    from dicomwidgets.creating.creation import Creation
    from dicomwidgets.creating.running import create
    from dicomwidgets.deidentification.bulk.deidentifying import deidentify
    from dicomwidgets.editing.change_set import ChangeSet
    from dicomwidgets.editing.nested import build, get
    from dicomwidgets.editing.session import Edit, edit
    from dicomwidgets.exporting.running import export
    from dicomwidgets.extraction.metadata_table import Metadata
    from dicomwidgets.extraction.row import ElementRow
    from dicomwidgets.extraction.running import metadata
    from dicomwidgets.finding import Finding, Findings
    from dicomwidgets.pacs.connecting import connect
    from dicomwidgets.pacs.credentials import Credentials
    from dicomwidgets.pixels.frame_source import FrameSource
    from dicomwidgets.privacy import reveal
    from dicomwidgets.series.opening import frames
    from dicomwidgets.series.series import Series
    from dicomwidgets.teaching.catalogue import exercise, exercises
    from dicomwidgets.transcoding.running import transcode
    from dicomwidgets.volumes.opening import volume
    from dicomwidgets.volumes.volume import Volume
    from dicomwidgets.widgets.anonymization_preview import AnonymizationPreview, anonymize
    from dicomwidgets.widgets.collection_browser import CollectionBrowser, browse
    from dicomwidgets.widgets.display_lab import DisplayLab, lab
    from dicomwidgets.widgets.header_diff import HeaderDiff, compare
    from dicomwidgets.widgets.header_table import HeaderTable, inspect
    from dicomwidgets.widgets.quiz_card import QuizCard, quiz
    from dicomwidgets.widgets.report_viewer import ReportViewer, read_report
    from dicomwidgets.widgets.series_viewer import SeriesViewer, view
    from dicomwidgets.widgets.sharing.notebooks import search_notebook
    from dicomwidgets.widgets.sharing.writing import share
    from dicomwidgets.widgets.transcode_preview import TranscodePreview

__version__ = "0.1.0"

__all__ = [
    "AnonymizationPreview",
    "ChangeSet",
    "Collection",
    "CollectionBrowser",
    "Creation",
    "Credentials",
    "DisplayLab",
    "Edit",
    "ElementRow",
    "Finding",
    "Findings",
    "FrameSource",
    "HeaderDiff",
    "HeaderTable",
    "Metadata",
    "Profile",
    "QuizCard",
    "ReportViewer",
    "Series",
    "SeriesViewer",
    "TranscodePreview",
    "Volume",
    "anonymize",
    "browse",
    "build",
    "check",
    "compare",
    "connect",
    "create",
    "deidentify",
    "doctor",
    "edit",
    "exercise",
    "exercises",
    "export",
    "frames",
    "get",
    "inspect",
    "lab",
    "load",
    "metadata",
    "profile",
    "quiz",
    "read_report",
    "reveal",
    "search_notebook",
    "share",
    "transcode",
    "view",
    "volume",
]

_HOMES = {
    "AnonymizationPreview": "widgets.anonymization_preview",
    "ChangeSet": "editing.change_set",
    "Collection": "collection.collection",
    "CollectionBrowser": "widgets.collection_browser",
    "Creation": "creating.creation",
    "Credentials": "pacs.credentials",
    "DisplayLab": "widgets.display_lab",
    "Edit": "editing.session",
    "ElementRow": "extraction.row",
    "Finding": "finding",
    "Findings": "finding",
    "FrameSource": "pixels.frame_source",
    "HeaderDiff": "widgets.header_diff",
    "HeaderTable": "widgets.header_table",
    "Metadata": "extraction.metadata_table",
    "Profile": "collection.profile.profile",
    "QuizCard": "widgets.quiz_card",
    "ReportViewer": "widgets.report_viewer",
    "Series": "series.series",
    "SeriesViewer": "widgets.series_viewer",
    "TranscodePreview": "widgets.transcode_preview",
    "Volume": "volumes.volume",
    "anonymize": "widgets.anonymization_preview",
    "browse": "widgets.collection_browser",
    "build": "editing.nested",
    "check": "checking.running",
    "compare": "widgets.header_diff",
    "connect": "pacs.connecting",
    "create": "creating.running",
    "deidentify": "deidentification.bulk.deidentifying",
    "doctor": "codec_report",
    "edit": "editing.session",
    "exercise": "teaching.catalogue",
    "exercises": "teaching.catalogue",
    "export": "exporting.running",
    "frames": "series.opening",
    "get": "editing.nested",
    "inspect": "widgets.header_table",
    "lab": "widgets.display_lab",
    "load": "collection.load",
    "metadata": "extraction.running",
    "profile": "collection.profile.running",
    "quiz": "widgets.quiz_card",
    "read_report": "widgets.report_viewer",
    "reveal": "privacy",
    "search_notebook": "widgets.sharing.notebooks",
    "share": "widgets.sharing.writing",
    "transcode": "transcoding.running",
    "view": "widgets.series_viewer",
    "volume": "volumes.opening",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
