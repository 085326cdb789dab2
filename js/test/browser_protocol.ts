// One example of every message of the browser of collections (src/sync/browser_messages.ts), for
// test/protocol.ts.
import type {
  BrowserCommands,
  GroupCounts,
  GroupRow,
  GroupsAsked,
} from "../src/sync/browser_messages.ts";

const patient = {
  id: 1,
  level: "patients",
  depth: 0,
  children: 2,
  cells: { title: "Doe^Jane · 4711", studies: "2", series: "7", instances: "812" },
  findings: null,
  thumbnail: true,
} satisfies GroupRow;
const series = {
  id: 3,
  level: "series",
  depth: 2,
  children: 0,
  cells: { title: "4 · Thorax 1 mm", modality: "CT", instances: "300", bytes: "150 MB" },
  findings: { severity: "warning", count: 2, text: "Slices are missing." },
  thumbnail: true,
} satisfies GroupRow;
const counts = {
  patients: 1,
  studies: 2,
  series: 7,
  instances: 812,
  bytes: 430000000,
} satisfies GroupCounts;
const asked = {
  level: "series",
  tree: true,
  query: "thorax Modality:CT",
  facets: { modality: ["CT"] },
  sort: { column: "study_date", descending: true },
  closed: [2],
} satisfies GroupsAsked;

export const BROWSER_EXAMPLES = {
  get_groups: {
    args: { ...asked, folded: ["studies"], opened: [2], start: 0, stop: 60, locate: [3, 9] },
    result: {
      rows: [patient, series],
      start: 0,
      total: 2,
      matches: 1,
      places: [1, -1],
      counts,
      all: counts,
      progress: {
        done: 812,
        total: null,
        loading: false,
        complete: false,
        skipped: 3,
        unreadable: 1,
        checking: false,
        checked: false,
        problem: {
          kind: "job",
          message: "The reading ended early: a process that reads was killed.",
          tag: null,
          keyword: null,
          file: null,
          remedy: "Read the folder again.",
        },
      },
      remark: "",
      title: "1 patient",
    },
  },
  get_group_ids: { args: { ...asked, start: 0, stop: 2 }, result: { ids: [1, 3] } },
  get_browser_facets: {
    args: { query: "", facets: {} },
    result: {
      facets: [
        {
          name: "modality",
          label: "Modality",
          values: [{ key: "CT", label: "CT", count: 5 }],
          more: 0,
        },
      ],
    },
  },
  get_group_findings: {
    args: { ids: [3] },
    result: {
      findings: [
        {
          group: 3,
          about: "4 · Thorax 1 mm",
          severity: "warning",
          rule: "gap",
          message: "A gap of 7.5 mm after slice 11.",
          why: "A volume would be too short.",
          fix: "Look for the missing files.",
          file: "CT/0012.dcm",
          files: 2,
        },
      ],
      omitted: 0,
      remark: "",
    },
  },
  cancel_loading: { args: {}, result: {} },
} satisfies BrowserCommands;
