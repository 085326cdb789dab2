// One example of every message of the header (src/sync/header_messages.ts), for test/protocol.ts.
import type { FirstRows, HeaderCommands, Row, RowsAsked } from "../src/sync/header_messages.ts";
import type { ErrorPayload } from "../src/sync/messages.ts";

const problem = {
  kind: "decode",
  message: "JPEG Lossless needs a decoder that is not installed.",
  tag: "(0002,0010)",
  keyword: "TransferSyntaxUID",
  file: "CT/0150.dcm",
  remedy: 'Install it with: pip install "dicomwidgets[jpeg]"',
} satisfies ErrorPayload;

const name = {
  id: 3,
  depth: 0,
  tag: "(0010,0010)",
  vr: "PN",
  vm: "1",
  keyword: "PatientName",
  name: "Patient's Name",
  value: "Doe^Jane",
  raw: "Doe^Jane",
  path: "PatientName",
  creator: "",
  length: 8,
  children: 0,
  number: 1,
  private: false,
  previous: "different",
  series: "varying",
  problem: null,
} satisfies Row;
const sequence = {
  id: 4,
  depth: 0,
  tag: "(0009,1010)",
  vr: "SQ",
  vm: "1",
  keyword: "",
  name: "",
  value: "2 items",
  raw: "",
  path: "(0009,1010)",
  creator: "ACME 1.1",
  length: null,
  children: 2,
  number: 0,
  private: true,
  previous: "",
  series: "constant",
  problem: "The length is odd.",
} satisfies Row;

export const FIRST_ROWS = {
  rows: [{ ...name, number: 0, previous: "", series: "" }],
} satisfies FirstRows;

const asked = {
  query: "name vr:PN",
  collapsed: [4],
  facets: { vr: ["PN", "LO"], is: ["private"] },
  sort: { column: "value", descending: true },
} satisfies RowsAsked;

export const HEADER_EXAMPLES = {
  get_rows: {
    args: { start: 0, stop: 100, ...asked, locate: [3, 5] },
    result: {
      rows: [name, sequence],
      start: 0,
      total: 2,
      matches: 1,
      elements: 270,
      title: "CT Image Storage",
      problems: [problem],
      flat: false,
      remark: "",
      places: [0, -1],
      marks: { previous: true, gone: 1, looked_at: 120, total: 120 },
    },
  },
  get_match: { args: { ...asked, place: 7, step: -1 }, result: { place: 3 } },
  get_facets: {
    args: { query: "name", collapsed: [] },
    result: {
      facets: [
        {
          name: "vr",
          label: "Value representation",
          values: [{ key: "PN", label: "PN", count: 12 }],
        },
      ],
    },
  },
  get_row_ids: { args: { query: "", collapsed: [], start: 0, stop: 2 }, result: { ids: [3, 4] } },
  get_element: {
    args: { id: 3 },
    result: {
      id: 3,
      path: "PatientName",
      python: "ds.PatientName",
      written: "Doe^Jane ",
      values: [{ text: "Doe^Jane", meaning: "" }],
      count: 1,
      names: [
        [
          {
            group: "Alphabetic",
            parts: [
              ["Family name", "Doe"],
              ["Given name", "Jane"],
            ],
          },
        ],
      ],
    },
  },
  get_copy: { args: { id: 3, form: "python" }, result: { text: "ds.PatientName" } },
} satisfies HeaderCommands;
