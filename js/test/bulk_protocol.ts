// One example of every message by which a collection is edited and exported
// (src/sync/bulk_messages.ts), for test/protocol.ts.
import type { BulkAsked, BulkCommands, BulkState } from "../src/sync/bulk_messages.ts";

const exporting = {
  ids: [3],
  editing: null,
  exporting: {
    format: "png",
    pattern: "{Modality}{SeriesNumber}/{InstanceNumber:04d}",
    identifiers: false,
    window: [40, 400],
    values: "display",
    metadata: "csv",
  },
} satisfies BulkAsked;

export const BULK_STATE = {
  kind: "export",
  running: false,
  done: 300,
  total: 300,
  where: "/data/exported",
  counts: { written: 299, refused: 1 },
  problems: [{ file: "CT/0012.dcm", status: "refused", reason: "It holds no image." }],
  remarks: ["Values that may identify somebody stand as numbers in names: PatientID."],
  error: null,
} satisfies BulkState;

export const BULK_EXAMPLES = {
  get_bulk_plan: {
    args: {
      ids: [3, 4],
      editing: {
        changes: [{ action: "set", path: "Manufacturer", value: "ACME" }],
        widen: false,
      },
      exporting: null,
    },
    result: {
      rows: [
        {
          file: "CT/0001.dcm",
          files: 1,
          what: "Manufacturer",
          old: "acme",
          new: "ACME",
          status: "change",
          said: ["All texts of the file are encoded anew."],
        },
      ],
      omitted: 299,
      files: 300,
      looked: 300,
      counts: { change: 300 },
      written: 300,
      bytes: 0,
      clashes: 0,
      remarks: ["No DICOMDIR is written."],
    },
  },
  get_bulk_state: { args: {}, result: { state: BULK_STATE } },
  write_bulk: { args: { ...exporting, target: "exported" }, result: {} },
  stop_bulk: { args: {}, result: {} },
} satisfies BulkCommands;
