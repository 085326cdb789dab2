"""The protocol's version and names; its messages, one type each, stand in `_commands`.

Apart from them because a running kernel needs only these: the types bring in the rooms that build
what is sent, and the first picture would wait for their import.
"""

from __future__ import annotations

__all__ = ["COMMANDS", "EVENTS", "PROTOCOL_VERSION"]

PROTOCOL_VERSION = 1
COMMANDS = (
    "get_first_picture",
    "get_series",
    "get_frames",
    "get_pictures",
    "get_thumbnails",
    "get_rows",
    "get_match",
    "get_facets",
    "get_row_ids",
    "get_element",
    "get_copy",
    "get_bytes",
    "get_file_map",
    "get_explanation",
    "get_problems",
    "get_edit",
    "put_edit",
    "undo_edit",
    "redo_edit",
    "get_changes",
    "save_edits",
    "stop_saving",
    "get_preview",
    "get_policy",
    "put_override",
    "undo_override",
    "get_redaction",
    "get_remaining",
    "put_box",
    "drop_box",
    "undo_box",
    "write_anonymized",
    "stop_writing",
    "get_difference",
    "get_next_difference",
    "put_rules",
    "stop_reading",
    "get_measurements",
    "put_measurement",
    "delete_measurement",
    "get_code",
    "get_stages",
    "get_report",
    "get_document",
    "get_waveform",
    "get_groups",
    "get_group_ids",
    "get_browser_facets",
    "get_group_findings",
    "cancel_loading",
    "open_pane",
    "close_pane",
    "cancel",
)
EVENTS = (
    "first_picture",
    "frames",
    "series",
    "budget",
    "first_rows",
    "rows",
    "measurements",
    "edits",
    "policy",
    "progress",
    "problem",
)
