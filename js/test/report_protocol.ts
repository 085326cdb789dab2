// Examples of the messages of ReportViewer; test/protocol.ts takes them in.
import type { ReportCommands } from "../src/sync/report_messages.ts";

const axis = { value: "103339001", scheme: "SCT", version: "", meaning: "Long axis" };
const nothing = { code: null, qualifier: "", observed: "", template: "", table: null };

export const REPORT_EXAMPLES: ReportCommands = {
  get_report: {
    args: { start: 0, stop: 1000 },
    result: {
      kind: "report",
      title: "Imaging Measurement Report",
      facts: [{ label: "Verified by", value: "Dr. Sam Reader", identifies: true }],
      items: [
        {
          ...nothing,
          id: 0,
          depth: 2,
          number: "1.6.1",
          relationship: "contains",
          type: "NUM",
          concept: axis,
          value: "17.2",
          unit: "mm",
          unit_code: { value: "mm", scheme: "UCUM", version: "1.4", meaning: "millimeter" },
          target: null,
          children: 1,
          references: [{ label: "CT Image", state: "image", report: null, drawn: true }],
          problems: [],
        },
        {
          ...nothing,
          id: 1,
          depth: 3,
          number: "1.6.1.1",
          relationship: "inferred from",
          type: "",
          concept: null,
          value: "",
          unit: "",
          unit_code: null,
          target: 0,
          children: 0,
          references: [],
          table: { columns: ["Dose (mGy)"], rows: [["", "4.5"]] },
          problems: ["It refers to an item that it lies in."],
        },
      ],
      start: 0,
      total: 2,
      document: {
        kind: "Encapsulated PDF",
        title: "Letter",
        mime_type: "application/pdf",
        suffix: "pdf",
        length: 662,
        text: false,
      },
      recording: [
        {
          label: "RHYTHM",
          originality: "Original",
          frequency: 500,
          samples: 5000,
          channels: [{ name: "Lead I", unit: "µV", filters: "0.05 to 150 Hz", problems: [] }],
          problems: [],
        },
      ],
      notes: [{ text: "Heart rate", value: "71", unit: "/min" }],
      looked: true,
      problems: [],
    },
  },
  get_document: {
    args: { start: 0, stop: 662 },
    result: { start: 0, total: 662, buffers: [{ dtype: "uint8", shape: [662], encoding: "raw" }] },
  },
  get_waveform: {
    args: { group: 0, start: 0, stop: 5000 },
    result: {
      group: 0,
      start: 0,
      stop: 5000,
      buffers: [{ dtype: "float32", shape: [12, 5000], encoding: "raw" }],
    },
  },
};
