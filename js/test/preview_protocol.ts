// One example of every message of a preview (src/sync/preview_messages.ts), for test/protocol.ts.
import type { GetPolicyResult, PreviewCommands } from "../src/sync/preview_messages.ts";

const policy: GetPolicyResult = {
  options: [
    {
      name: "retain_full_dates",
      code: "113106",
      meaning: "Retain Longitudinal Temporal Information Full Dates Option",
      words: "Dates and times stay as they are.",
      excludes: ["retain_modified_dates"],
    },
  ],
  rules: [{ pattern: "PatientComments", action: "replace", value: ["none"], mine: true }],
  undo: true,
  key: "0123456789abcdef",
  keyed: false,
  boxes: 1,
  version: 3,
  writing: {
    running: false,
    done: 120,
    total: 120,
    where: "anonymized",
    counts: { written: 119, refused: 1 },
    problems: [{ file: "CT/7.dcm", status: "refused", reason: "The file breaks off." }],
    remarks: ["Bytes after the dataset were dropped."],
    error: null,
  },
};

export const PREVIEW_EXAMPLES = {
  get_preview: {
    args: { start: 0, stop: 100, query: "action:uid", show: "changed", locate: [7] },
    result: {
      rows: [
        {
          id: 7,
          depth: 0,
          tag: "(0008,0018)",
          vr: "UI",
          keyword: "SOPInstanceUID",
          name: "SOP Instance UID",
          before: "1.2.3",
          after: "2.25.4",
          action: "uid",
          code: "U",
          why: "It links to the original.",
          reason: "table",
          can: ["keep", "uid"],
        },
      ],
      start: 0,
      total: 1,
      places: [0],
      counts: { keep: 50, remove: 200, empty: 12, replace: 6, uid: 6, clean: 4 },
      changed: 224,
      reasons: { table: 30, unlisted: 50 },
      title: "CT Image Storage",
      risks: [{ text: "Face", reason: "It can be made out.", level: "warning" }],
      notes: ["Bytes behind the last frame were blanked."],
      index: 12,
      image: { series: 0, frame: 12 },
      edition: "2026c",
    },
  },
  get_policy: { args: {}, result: policy },
  put_override: { args: { id: 7, action: "replace", value: "none" }, result: policy },
  undo_override: { args: {}, result: policy },
  get_redaction: {
    args: {},
    result: {
      index: 12,
      rows: 600,
      columns: 800,
      aspect: 1,
      boxes: [{ id: 1, x: 0, y: 0, width: 800, height: 60, scope: "size" }],
      regions: [{ x: 100, y: 60, width: 600, height: 500 }],
      note: "What lies in the boxes that were given is blacked out.",
      active: true,
      undo: true,
      scopes: ["size", "file"],
      buffers: [
        { dtype: "uint8", shape: [600, 800], encoding: "png" },
        { dtype: "uint8", shape: [600, 800], encoding: "png" },
      ],
    },
  },
  get_remaining: { args: {}, result: { files: 230, likely: 212 } },
  put_box: {
    args: { id: null, x: 0, y: 0, width: 800, height: 60, scope: "size" },
    result: { id: 1 },
  },
  drop_box: { args: { id: 1 }, result: {} },
  undo_box: { args: {}, result: {} },
  write_anonymized: { args: { target: "anonymized" }, result: {} },
  stop_writing: { args: {}, result: {} },
} satisfies { [C in keyof PreviewCommands]: PreviewCommands[C] };
