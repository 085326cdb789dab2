"""The protocol's Python types against the golden file, key by key and type by type."""

from __future__ import annotations

import json
import types
from pathlib import Path
from typing import (
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import pytest

from dicomwidgets.errors import ErrorPayload
from dicomwidgets.widgets import _browser_commands as browsing
from dicomwidgets.widgets import _bulk_commands as bulk
from dicomwidgets.widgets import _commands as protocol
from dicomwidgets.widgets import _difference_commands as differing
from dicomwidgets.widgets import _edit_commands as edits
from dicomwidgets.widgets import _export_commands as exports
from dicomwidgets.widgets import _header_commands as header
from dicomwidgets.widgets import _preview_commands as preview
from dicomwidgets.widgets import _report_commands as report
from dicomwidgets.widgets import _transcode_commands as transcode
from dicomwidgets.widgets._byte_commands import GetFileMapArgs

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "protocol.json").read_text("utf-8"))
COMMANDS = {
    "get_first_picture": (protocol.Nothing, protocol.FirstPicture),
    "get_series": (protocol.Nothing, protocol.SeriesInfo),
    "get_frames": (protocol.GetFramesArgs, protocol.GetFramesResult),
    "get_pictures": (protocol.GetPicturesArgs, protocol.GetPicturesResult),
    "get_thumbnails": (protocol.GetThumbnailsArgs, protocol.GetThumbnailsResult),
    "get_rows": (protocol.GetRowsArgs, protocol.GetRowsResult),
    "get_bytes": (protocol.GetBytesArgs, protocol.GetBytesResult),
    "get_file_map": (GetFileMapArgs, protocol.GetFileMapResult),
    "get_explanation": (protocol.GetExplanationArgs, protocol.GetExplanationResult),
    "get_problems": (protocol.Nothing, protocol.GetProblemsResult),
    "get_match": (protocol.GetMatchArgs, protocol.GetMatchResult),
    "get_facets": (protocol.GetFacetsArgs, protocol.GetFacetsResult),
    "get_row_ids": (protocol.GetRowIdsArgs, protocol.GetRowIdsResult),
    "get_element": (protocol.GetElementArgs, protocol.GetElementResult),
    "get_copy": (protocol.GetCopyArgs, protocol.GetCopyResult),
    "get_edit": (edits.GetEditArgs, edits.GetEditResult),
    "put_edit": (edits.PutEditArgs, edits.PutEditResult),
    "undo_edit": (protocol.Nothing, edits.GetChangesResult),
    "redo_edit": (protocol.Nothing, edits.GetChangesResult),
    "get_changes": (protocol.Nothing, edits.GetChangesResult),
    "save_edits": (edits.SaveEditsArgs, edits.SaveEditsResult),
    "stop_saving": (protocol.Nothing, protocol.Nothing),
    "get_preview": (preview.GetPreviewArgs, preview.GetPreviewResult),
    "get_policy": (protocol.Nothing, preview.GetPolicyResult),
    "put_override": (preview.PutOverrideArgs, preview.GetPolicyResult),
    "undo_override": (protocol.Nothing, preview.GetPolicyResult),
    "get_redaction": (protocol.Nothing, preview.GetRedactionResult),
    "get_remaining": (protocol.Nothing, preview.GetRemainingResult),
    "put_box": (preview.PutBoxArgs, preview.PutBoxResult),
    "drop_box": (preview.DropBoxArgs, protocol.Nothing),
    "undo_box": (protocol.Nothing, protocol.Nothing),
    "write_anonymized": (preview.WriteAnonymizedArgs, protocol.Nothing),
    "stop_writing": (protocol.Nothing, protocol.Nothing),
    "get_difference": (differing.GetDifferenceArgs, differing.GetDifferenceResult),
    "get_next_difference": (differing.GetNextDifferenceArgs, differing.GetNextDifferenceResult),
    "put_rules": (differing.PutRulesArgs, protocol.Nothing),
    "stop_reading": (protocol.Nothing, protocol.Nothing),
    "get_measurements": (protocol.Nothing, protocol.GetMeasurementsResult),
    "put_measurement": (protocol.PutMeasurementArgs, protocol.PutMeasurementResult),
    "delete_measurement": (protocol.DeleteMeasurementArgs, protocol.Nothing),
    "get_code": (protocol.Nothing, protocol.GetCodeResult),
    "get_export": (exports.GetExportArgs, exports.GetExportResult),
    "get_picture_file": (protocol.Nothing, exports.GetPictureFileResult),
    "write_export": (exports.WriteExportArgs, protocol.Nothing),
    "stop_export": (protocol.Nothing, protocol.Nothing),
    "get_stages": (protocol.GetStagesArgs, protocol.GetStagesResult),
    "get_syntaxes": (protocol.Nothing, transcode.GetSyntaxesResult),
    "get_trial": (transcode.GetTrialArgs, transcode.GetTrialResult),
    "get_report": (report.GetReportArgs, report.GetReportResult),
    "get_document": (report.GetDocumentArgs, report.GetDocumentResult),
    "get_waveform": (report.GetWaveformArgs, report.GetWaveformResult),
    "get_groups": (browsing.GetGroupsArgs, browsing.GetGroupsResult),
    "get_group_ids": (browsing.GetGroupIdsArgs, browsing.GetGroupIdsResult),
    "get_browser_facets": (browsing.GetBrowserFacetsArgs, browsing.GetBrowserFacetsResult),
    "get_group_findings": (browsing.GetGroupFindingsArgs, browsing.GetGroupFindingsResult),
    "get_bulk_plan": (bulk.GetBulkPlanArgs, bulk.BulkPlan),
    "get_bulk_state": (protocol.Nothing, bulk.GetBulkStateResult),
    "write_bulk": (bulk.WriteBulkArgs, protocol.Nothing),
    "stop_bulk": (protocol.Nothing, protocol.Nothing),
    "cancel_loading": (protocol.Nothing, protocol.Nothing),
    "open_pane": (protocol.OpenPaneArgs, protocol.OpenPaneResult),
    "close_pane": (protocol.ClosePaneArgs, protocol.Nothing),
    "cancel": (protocol.CancelArgs, protocol.Nothing),
}
EVENTS = {
    "first_picture": protocol.FirstPicture,
    "frames": protocol.GetFramesResult,
    "series": protocol.SeriesInfo,
    "budget": protocol.Budget,
    "first_rows": header.FirstRows,
    "rows": protocol.RowsChanged,
    "measurements": protocol.GetMeasurementsResult,
    "edits": edits.EditsChanged,
    "policy": preview.PolicyChanged,
    "bulk": bulk.BulkState,
    "export": exports.ExportState,
    "progress": protocol.Progress,
    "problem": ErrorPayload,
}
ENVELOPES = {
    "request": protocol.Request,
    "success": protocol.Success,
    "failure": protocol.Failure,
    "event": protocol.Event,
}


def differences(value: Any, hint: Any, path: str = "") -> list[str]:
    """Say where `value` is not what `hint` says; nothing where it is."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is Any or (origin is dict and isinstance(value, dict)):
        return []
    if origin is NotRequired:
        return differences(value, arguments[0], path)
    if is_typeddict(hint):
        return typed_dict_differences(value, hint, path)
    if origin in (Union, types.UnionType):
        return min((differences(value, each, path) for each in arguments), key=len)
    if origin is list and isinstance(value, list):
        items = enumerate(value)
        return [each for k, v in items for each in differences(v, arguments[0], f"{path}[{k}]")]
    return [] if plain(value, hint) else [f"{path}: {value!r} is no {hint}"]


def plain(value: Any, hint: Any) -> bool:
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    if isinstance(value, bool):
        return hint is bool
    return isinstance(hint, type) and isinstance(value, (int, float) if hint is float else hint)


def typed_dict_differences(value: Any, hint: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: no mapping"]
    hints = get_type_hints(hint, include_extras=True)
    # Python does not see NotRequired in annotations that are text (hint.__required_keys__).
    needed = {key for key, each in hints.items() if get_origin(each) is not NotRequired}
    missing = needed - set(value)
    excess = set(value) - set(hints)
    found = [f"{path}: missing {key}" for key in sorted(missing)]
    found += [f"{path}: not in Python's type: {key}" for key in sorted(excess)]
    for key in set(value) & set(hints):
        found += differences(value[key], hints[key], f"{path}.{key}")
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_arguments_and_result_of_a_command(command: str) -> None:
    args, result = COMMANDS[command]
    assert differences(GOLDEN["commands"][command]["args"], args, "args") == []
    assert differences(GOLDEN["commands"][command]["result"], result, "result") == []


@pytest.mark.parametrize("event", EVENTS)
def test_data_of_an_event(event: str) -> None:
    assert differences(GOLDEN["events"][event], EVENTS[event], event) == []


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_envelope(envelope: str) -> None:
    assert differences(GOLDEN["envelopes"][envelope], ENVELOPES[envelope], envelope) == []


def test_every_command_and_event_has_an_example() -> None:
    assert set(GOLDEN["commands"]) == set(protocol.COMMANDS) == set(COMMANDS)
    assert set(GOLDEN["events"]) == set(protocol.EVENTS) == set(EVENTS)
    assert GOLDEN["version"] == protocol.PROTOCOL_VERSION


def test_the_comparison_sees_what_is_wrong() -> None:
    series = {**GOLDEN["events"]["series"]}
    del series["count"]
    series["more"] = 1
    series["presets"] = [{**series["presets"][0], "center": "40"}]
    found = differences(series, protocol.SeriesInfo, "series")
    assert len(found) == 3
