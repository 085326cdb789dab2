// Examples of the messages about bytes; test/protocol.ts takes them in.
import type { ByteCommands, ByteSpan } from "../src/sync/byte_messages.ts";

const span = {
  offset: 318,
  header: 8,
  own_stop: 334,
  stop: 334,
  depth: 0,
  kind: "element",
  tag: "(0010,0010)",
  vr: "PN",
  length: 8,
  name: "Patient's Name",
  row: 3,
  edited: true,
} satisfies ByteSpan;
const unknown = { ...span, kind: "unread", tag: "", vr: "", length: null, name: "", row: null };

export const BYTE_EXAMPLES: ByteCommands = {
  get_bytes: {
    args: { id: 3, offset: 318, length: 4096, source: true },
    result: {
      offset: 318,
      size: 526_336,
      spans: [span, { ...unknown, kind: "unread" }],
      span,
      buffers: [{ dtype: "uint8", shape: [16], encoding: "raw" }],
    },
  },
  get_file_map: {
    args: { source: true },
    result: {
      shown: "source",
      size: 526_336,
      file_size: 400_000,
      dataset: 318,
      inflated: 318,
      transfer_syntax: "Deflated Explicit VR Little Endian",
      implicit: false,
      little: true,
      segments: [
        {
          kind: "pixels",
          start: 2000,
          stop: 526_336,
          label: "pixels in 2 fragments",
          elements: 1,
          row: 12,
          parts: [{ start: 2012, stop: 2020, first: 0, fragments: 1 }],
        },
        {
          kind: "preamble",
          start: 0,
          stop: 128,
          label: "preamble",
          elements: 0,
          row: null,
          parts: [],
        },
      ],
      broken: { offset: 520_000, why: "The file ends here: 60 of 80 bytes." },
      remarks: [{ offset: 412, why: "The standard has no VR 'ZZ'." }],
      remark_count: 1,
    },
  },
};
