// One example of every message about edits (src/sync/edit_messages.ts), for test/protocol.ts.
import type { EditCommands, GetChangesResult } from "../src/sync/edit_messages.ts";

const changes: GetChangesResult = {
  rows: [
    {
      action: "set",
      path: "PatientName",
      tag: "(0010,0010)",
      keyword: "PatientName",
      name: "Patient's Name",
      vr: "PN",
      old: "Doe^Jane",
      new: "Roe^Jane",
      follows: false,
    },
  ],
  undo: true,
  redo: false,
  touched: [3],
  missing: ["StudyDescription"],
  code: "(\n    dw.edit(x)\n    .set('PatientName', 'Roe^Jane')\n)",
  json: "{}",
  files: 120,
  all_files: 300,
  names: ["0001_edited.dcm", "CT_edited"],
  saving: {
    running: false,
    done: 120,
    total: 120,
    where: "CT_edited",
    counts: { written: 119, failed: 1 },
    missing: { StudyDescription: 2 },
    notes: ["The dataset was deflated anew."],
    errors: ["The file is broken at offset 1,410."],
  },
};

export const EDIT_EXAMPLES = {
  get_edit: {
    args: { id: 3 },
    result: {
      kind: "value",
      path: "PatientName",
      vr: "PN",
      text: "Doe^Jane",
      lines: false,
      allowed: "PN, Person Name: a name in parts.",
      refused: "",
    },
  },
  put_edit: {
    args: {
      action: "insert",
      id: 3,
      element: "(0019,1001)",
      text: "1.5",
      vr: "FD",
      creator: "ACME 1.1",
      widen: false,
      check: true,
    },
    result: {
      ok: false,
      message: "It is there already.",
      remedy: "set() gives it another value.",
      widen: false,
      vr: "FD",
      name: "",
      allowed: "FD, Floating Point Double.",
      needs_vr: true,
      needs_creator: true,
      suggestions: [{ element: "PatientAge", tag: "(0010,1010)", name: "Patient's Age", vr: "AS" }],
    },
  },
  undo_edit: { args: {}, result: changes },
  redo_edit: { args: {}, result: changes },
  get_changes: { args: {}, result: changes },
  save_edits: {
    args: { scope: "series", name: "CT_edited", overwrite: false, keep_tail: false },
    result: { job: 1 },
  },
  stop_saving: { args: {}, result: {} },
} satisfies { [C in keyof EditCommands]: EditCommands[C] };
