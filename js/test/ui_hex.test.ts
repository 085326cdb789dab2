import { describe, expect, it } from "vitest";
import type { ByteSpan } from "../src/sync/messages.ts";
import {
  character,
  hexOffset,
  hexText,
  linesOf,
  offsetOfText,
  offsetText,
  partAt,
  partsOf,
  partText,
} from "../src/ui/header/hex.ts";
import { segmentText } from "../src/ui/header/strip.ts";

const short: ByteSpan = {
  offset: 100,
  header: 8,
  own_stop: 112,
  stop: 112,
  depth: 0,
  kind: "element",
  tag: "(0010,0010)",
  vr: "PN",
  length: 4,
  name: "Patient's Name",
  row: 7,
  edited: false,
};
const parts = (span: ByteSpan) => partsOf(span).map(({ name, start, stop }) => [name, start, stop]);

describe("the parts of a span", () => {
  it("are tag, VR, length and value where the VR is short", () => {
    expect(parts(short)).toEqual([
      ["tag", 100, 104],
      ["vr", 104, 106],
      ["length", 106, 108],
      ["value", 108, 112],
    ]);
  });
  it("have reserved bytes where it is long, also one that the standard lacks", () => {
    expect(parts({ ...short, header: 12, vr: "OW", own_stop: 112 })).toEqual([
      ["tag", 100, 104],
      ["vr", 104, 106],
      ["reserved", 106, 108],
      ["length", 108, 112],
    ]);
  });
  it("have no VR in implicit VR, in items and in fragments", () => {
    for (const kind of ["element", "item", "fragment"] as const) {
      expect(parts({ ...short, kind, vr: "" })).toEqual([
        ["tag", 100, 104],
        ["length", 104, 108],
        ["value", 108, 112],
      ]);
    }
  });
  it("are one where there are none", () => {
    for (const kind of ["preamble", "prefix", "padding", "unread", "delimiter"] as const)
      expect(parts({ ...short, kind, header: 0 })).toEqual([[kind, 100, 112]]);
  });
  it("cover the span's own bytes and no others", () => {
    for (const header of [8, 12]) {
      for (const vr of ["PN", ""]) {
        const found = partsOf({ ...short, header, vr, own_stop: 140 });
        expect(found[0]?.start).toBe(100);
        expect(found.at(-1)?.stop).toBe(140);
        found.slice(1).forEach((part, i) => {
          expect(part.start).toBe(found[i]?.stop);
        });
      }
    }
  });
});

describe("lines", () => {
  const bytes = Uint8Array.from({ length: 20 }, (_, i) => i + 100);
  const next = { ...short, offset: 112, own_stop: 120, stop: 120, length: 0, name: "Next" };
  const lines = linesOf(100, bytes, [short, next], 8);

  it("have as many bytes as are wanted, the last one what is left", () => {
    expect(lines.map(({ start, bytes: { length } }) => [start, length])).toEqual([
      [100, 8],
      [108, 8],
      [116, 4],
    ]);
  });
  it("know the part of each byte, across their ends", () => {
    expect(partAt(lines[0], 107)?.name).toBe("length");
    expect(partAt(lines[1], 111)?.name).toBe("value");
    expect(partAt(lines[1], 112)?.span).toBe(next);
    expect(partAt(lines[2], 116)?.name).toBe("vr");
    expect(partAt(lines[2], 130)).toBeUndefined();
    expect(partAt(undefined, 0)).toBeUndefined();
  });
});

describe("words", () => {
  it("write bytes and offsets", () => {
    expect(hexText(Uint8Array.of(0, 255, 16))).toBe("00 FF 10");
    expect(hexOffset(416)).toBe("000001A0");
    expect(offsetText(1040)).toBe("0x410 (1,040)");
    expect([65, 0, 127, 200].map(character).join("")).toBe("A···");
  });
  it("read offsets in both notations", () => {
    expect(["416", "0x1A0", " 1,040 ", "1A0h", "0X1a0"].map(offsetOfText)).toEqual([
      416, 416, 1040, 416, 416,
    ]);
    expect(["", "1A0", "x", "-4", "1.5"].map(offsetOfText)).toEqual([null, null, null, null, null]);
  });
  it("name a part by its element", () => {
    const [tag, , length, value] = partsOf(short);
    expect(tag && partText(tag)).toBe("Tag of (0010,0010) Patient's Name");
    expect(length && partText(length)).toBe("Length of (0010,0010) Patient's Name: 4 bytes");
    expect(value && partText({ ...value, span: { ...short, kind: "fragment" } })).toBe(
      "Fragment of the pixels",
    );
    const open = partsOf({ ...short, length: null })[2];
    expect(open && partText(open)).toMatch(/: undefined$/);
  });
  it("say what a segment is", () => {
    const segment = { kind: "group", start: 16, stop: 32, label: "group 0010, patient" } as const;
    expect(segmentText({ ...segment, elements: 2, row: 1, parts: [] })).toBe(
      "Group 0010, patient · 2 elements · 16 bytes from 0x10 (16)",
    );
  });
});
