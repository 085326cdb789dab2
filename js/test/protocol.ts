// One example of every message, typed: what TypeScript says the protocol is. `node
// make_protocol.mjs` writes them to tests/golden/protocol.json, which pytest holds against Python.

import type { GetDifferenceResult } from "../src/sync/difference_messages.ts";
import type {
  Badge,
  CommandName,
  Commands,
  ErrorPayload,
  EventName,
  Events,
  Failure,
  FrameInfo,
  KernelEvent,
  MeasurementRow,
  MeasurementShape,
  Request,
  Success,
  WindowPreset,
} from "../src/sync/messages.ts";
import { BROWSER_EXAMPLES } from "./browser_protocol.ts";
import { BULK_EXAMPLES, BULK_STATE } from "./bulk_protocol.ts";
import { BYTE_EXAMPLES } from "./byte_protocol.ts";
import { EDIT_EXAMPLES } from "./edit_protocol.ts";
import { EXPLANATION_EXAMPLES } from "./explanation_protocol.ts";
import { FIRST_ROWS, HEADER_EXAMPLES } from "./header_protocol.ts";
import { PREVIEW_EXAMPLES } from "./preview_protocol.ts";
import { REPORT_EXAMPLES } from "./report_protocol.ts";
import { TRANSCODE_EXAMPLES } from "./transcode_protocol.ts";

const refusal = {
  kind: "decode",
  message: "JPEG Lossless needs a decoder that is not installed.",
  tag: "(0002,0010)",
  keyword: "TransferSyntaxUID",
  file: "CT/0150.dcm",
  remedy: 'Install it with: pip install "dicomwidgets[jpeg]"',
} satisfies ErrorPayload;
const badge = { text: "Auto", reason: "The file names no window.", level: "info" } satisfies Badge;
const preset = {
  name: "Lung",
  center: -600,
  width: 1500,
  source: "modality",
} satisfies WindowPreset;
const table = { name: "Lung", first: 0, bits: 16, values: [0, 256, 65535] };

const frame = {
  index: 12,
  rows: 512,
  columns: 512,
  samples: 1,
  display: {
    kind: "grey",
    signed: false,
    bits_stored: 12,
    slope: 1,
    intercept: -1024,
    unit: "HU",
    padding: [0, 0],
    inverse: false,
    voi_function: "LINEAR",
    windows: [preset],
    modality_lut: table,
    voi_luts: [table],
    voi_lut: 0,
    presentation_lut: table,
    real_world: [
      {
        label: "ADC",
        unit: "mm2/s",
        first: 0,
        last: 4095,
        slope: 1e-6,
        intercept: 0,
        values: [0, 0.5],
      },
    ],
    palette: { first: 4000, rgb: "/wAA/6UA" },
  },
  geometry: {
    position: [-200, -200, 12.5],
    orientation: [1, 0, 0, 0, 1, 0],
    spacing: [0.8, 0.8],
    spacing_source: "PixelSpacing",
    plane: "patient",
    regions: [{ x0: 100, y0: 50, x1: 400, y1: 500, spacing: [0.2, 0.2] }],
    aspect: 1,
    letters: ["R", "L", "A", "P"],
  },
  badges: [badge],
  graphics: [
    { kind: "shutter", text: "circle" },
    {
      kind: "overlay",
      text: "Ruler",
      group: 0x6000,
      region: [10, 20, 30, 40],
      png: "iVBORw0KGgo=",
    },
  ],
  uptake: [
    { name: "SUVbw", unit: "SUVbw g/ml", factor: 0.0003158, reason: "Bq/ml; dose 253.3 MBq" },
    {
      name: "SUVbsa",
      unit: "SUVbsa cm2/ml",
      factor: null,
      reason: "(0010,1020) PatientSize: Height in metres is missing.",
    },
  ],
} satisfies FrameInfo;
const bare = {
  ...frame,
  index: 13,
  samples: 3,
  display: {
    ...frame.display,
    kind: "color",
    padding: null,
    voi_function: "SIGMOID",
    windows: [],
    modality_lut: null,
    voi_luts: [],
    voi_lut: null,
    presentation_lut: null,
    real_world: [],
  },
  geometry: {
    position: null,
    orientation: null,
    spacing: null,
    spacing_source: null,
    plane: null,
    regions: [],
    aspect: 1,
    letters: null,
  },
  badges: [],
} satisfies FrameInfo;

const picture = {
  frame,
  window_center: 40,
  window_width: 400,
  numbering: 0,
  buffers: [{ dtype: "uint8", shape: [512, 512], encoding: "jpeg" }],
} satisfies Events["first_picture"];
const frames = {
  frames: [frame, bare],
  errors: [{ index: 14, error: refusal }],
  numbering: 1,
  milliseconds: 4.25,
  buffers: [
    { dtype: "uint16", shape: [512, 512], encoding: "raw" },
    { dtype: "uint8", shape: [512, 512, 3], encoding: "deflate" },
  ],
} satisfies Events["frames"];
const series = {
  count: 300,
  complete: true,
  index: 12,
  sorted_by: "position along the slice normal",
  modality: "CT",
  title: "Thorax 1 mm",
  presets: [preset],
  badges: [badge],
  problems: [refusal],
  skipped: 2,
  numbering: 1,
  budget: 268435456,
  series: 0,
  choices: [
    { number: 0, title: "Thorax 1 mm", modality: "CT", count: 300, rows: 512, columns: 512 },
  ],
  places: { frame_of_reference: 17, normal: [0, 0, 1], distances: [-12.5, -11.5] },
  dimensions: {
    axes: [{ name: "b-value", unit: "s/mm²", source: "DiffusionBValue", values: ["0", "1000"] }],
    places: [[0], [1]],
  },
  cine: { milliseconds: [40], source: "FrameTime", sweep: false },
  auto: {
    window: { name: "Auto", center: 512, width: 800, source: "auto" },
    voi_function: "LINEAR",
    badge,
  },
} satisfies Events["series"];

const drawn = {
  id: "m1",
  kind: "ellipse",
  index: 12,
  points: [
    [100.5, 120],
    [180, 199.25],
  ],
  label: "Aorta",
} satisfies MeasurementShape;
const measured = {
  ...drawn,
  length_mm: null,
  length_px: null,
  angle_deg: null,
  area_mm2: 3167,
  area_px: 4948.4,
  perimeter_mm: 199.5,
  pixels: 4946,
  left_out: 2,
  mean: 182.4,
  sd: 21.7,
  minimum: 96,
  maximum: 261,
  unit: "HU",
  value_source: null,
  histogram: { edges: [96, 178.5, 261], counts: [1873, 3073] },
  spacing_source: "PixelSpacing",
  plane: "patient",
  problem: null,
} satisfies MeasurementRow;
const unmeasured = {
  ...measured,
  id: "m2",
  kind: "angle",
  points: [
    [10, 10],
    [20, 10],
    [20, 20],
  ],
  label: "",
  angle_deg: 90,
  area_mm2: null,
  area_px: null,
  perimeter_mm: null,
  pixels: null,
  left_out: null,
  mean: null,
  sd: null,
  minimum: null,
  maximum: null,
  unit: null,
  value_source: null,
  histogram: null,
  spacing_source: null,
  plane: null,
  problem: refusal,
} satisfies MeasurementRow;

const difference = {
  rows: [
    {
      id: 9,
      depth: 2,
      tag: "(0010,0010)",
      vr: "PN",
      keyword: "PatientName",
      name: "Patient's Name",
      path: "PatientName",
      paths: ["PatientName", null],
      values: ["Doe^Jane", null],
      kind: "removed",
      note: "Only in A.",
      ignored: false,
      inherited: false,
      private: false,
      item: false,
      children: 0,
      below: 0,
      match: true,
      spreads: [
        {
          files: 3,
          present: 2,
          distinct: 1,
          values: [{ text: "Doe^Jane", count: 2, file: "1.dcm" }],
          missing: ["3.dcm"],
        },
        null,
      ],
    },
  ],
  start: 0,
  total: 1,
  matches: 1,
  differences: 1,
  counts: { removed: 1, same: 40 },
  ignored: 2,
  in_common: 40,
  columns: [{ label: "A", name: "a.dcm", about: "CT Image" }],
  rules: ["PatientName"],
  mode: "series",
  complete: true,
  changeable: true,
  problems: [refusal],
} satisfies GetDifferenceResult;

const commands = {
  get_first_picture: { args: {}, result: picture },
  get_series: { args: {}, result: series },
  get_frames: {
    args: { indices: [12, 13, 14], accept: ["deflate", "raw"], priority: "prefetch" },
    result: frames,
  },
  get_pictures: {
    args: {
      indices: [12],
      priority: "visible",
      look: {
        window_center: 40,
        window_width: 400,
        voi_function: "LINEAR",
        voi_lut: 0,
        invert: false,
        colormap: "grey",
        overlays: true,
        overlays_off: [0x6002],
        shutter: true,
        color_profile: true,
      },
      region: [0, 0, 256, 512],
      width: 128,
    },
    result: {
      pictures: [
        { frame, window_center: 40, window_width: 400, region: [0, 0, 256, 512], reduced: 2 },
      ],
      errors: [{ index: 14, error: refusal }],
      numbering: 1,
      milliseconds: 4.25,
      buffers: [{ dtype: "uint8", shape: [256, 128], encoding: "jpeg" }],
    },
  },
  get_thumbnails: {
    args: { series: [0, 1] },
    result: {
      series: [0],
      errors: [{ series: 1, error: refusal }],
      buffers: [{ dtype: "uint8", shape: [128, 128], encoding: "jpeg" }],
    },
  },
  ...BYTE_EXAMPLES,
  ...EXPLANATION_EXAMPLES,
  ...EDIT_EXAMPLES,
  ...HEADER_EXAMPLES,
  ...PREVIEW_EXAMPLES,
  get_difference: {
    args: { start: 0, stop: 100, query: "name", collapsed: [], show: "different", kinds: [] },
    result: difference,
  },
  get_next_difference: {
    args: { query: "", collapsed: [], show: "all", kinds: ["changed"], from: 4, step: 1 },
    result: { index: 9, number: 2, total: 3 },
  },
  put_rules: { args: { rules: ["PatientName"] }, result: {} },
  stop_reading: { args: {}, result: {} },
  get_measurements: { args: {}, result: { measurements: [measured, unmeasured] } },
  put_measurement: { args: { shape: drawn, numbering: 1 }, result: { measurement: measured } },
  delete_measurement: { args: { id: "m1" }, result: {} },
  get_code: {
    args: {},
    result: { code: 'import dicomwidgets as dw\n\nviewer = dw.view("CT/", index=59)\nviewer\n' },
  },
  get_export: { args: { kind: "picture" }, result: { path: "/home/sam/ct_60.png" } },
  get_picture_file: { args: {}, result: { name: "ct_60.png" } },
  write_export: {
    args: { kind: "gif", path: "/home/sam/ct.gif", overwrite: false },
    result: {},
  },
  stop_export: { args: {}, result: {} },
  get_stages: {
    args: { index: 12 },
    result: {
      index: 12,
      numbering: 1,
      stages: [
        {
          name: "modality",
          acts: true,
          tags: [{ tag: "(0028,1052)", keyword: "RescaleIntercept", value: "-1024" }],
          text: "Stored values become what the scanner measured.",
          without: "The window meets stored values.",
        },
      ],
      word: { allocated: 16, stored: 12, high: 11, signed: false },
      buffers: [{ dtype: "uint16", shape: [512, 512], encoding: "raw" }],
    },
  },
  ...TRANSCODE_EXAMPLES,
  ...REPORT_EXAMPLES,
  ...BROWSER_EXAMPLES,
  ...BULK_EXAMPLES,
  open_pane: {
    args: { kind: "header_table", selection: [] },
    result: {
      ref: "anywidget:0123456789abcdef",
      kind: "header_table",
      said: "Drawn on slice 12 of 30, 0.4 mm from it.",
    },
  },
  close_pane: { args: { kind: "header_table" }, result: {} },
  cancel: { args: { id: "17-4-9" }, result: {} },
} satisfies Commands;

const events = {
  first_picture: picture,
  frames,
  series,
  budget: { bytes: 134217728 },
  first_rows: FIRST_ROWS,
  rows: { index: 12 },
  measurements: { measurements: [measured, unmeasured] },
  edits: { count: 3 },
  policy: { rules: 1, writing: false },
  bulk: BULK_STATE,
  export: {
    running: false,
    done: 300,
    total: 300,
    where: "/home/sam/ct.gif",
    bytes: 52_428_800,
    notes: ["Played as FrameTime says."],
    error: null,
  },
  progress: { done: 32, total: 300, what: "Reading headers" },
  problem: refusal,
} satisfies Events;

const envelopes = {
  request: {
    v: 1,
    id: "17-4-9",
    command: "get_frames",
    args: commands.get_frames.args,
    generation: 3,
  } satisfies Request<"get_frames">,
  success: {
    v: 1,
    id: "17-4-9",
    ok: true,
    result: frames,
    more: false,
  } satisfies Success<"get_frames">,
  failure: { v: 1, id: "17-4-9", ok: false, error: refusal } satisfies Failure,
  event: { v: 1, event: "series", data: series } satisfies KernelEvent<"series">,
};

export const PROTOCOL: {
  version: number;
  commands: Record<CommandName, { args: object; result: object }>;
  events: Record<EventName, object>;
  envelopes: object;
} = { version: 1, commands, events, envelopes };
