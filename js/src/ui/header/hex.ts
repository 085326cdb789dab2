// The bytes of a file as lines of text, each byte with the part of an element that it is.
import type { ByteSpan } from "../../sync/messages.ts";

export type PartName =
  | "tag"
  | "vr"
  | "reserved"
  | "length"
  | "value"
  | "delimiter"
  | "preamble"
  | "prefix"
  | "padding"
  | "unread";

/** Bytes that mean one thing: the tag of an element, its VR, its value. */
export interface Part {
  name: PartName;
  start: number;
  stop: number;
  span: ByteSpan;
}

/** One line of the view: its bytes, and the parts that they are of, in order. */
export interface Line {
  start: number;
  bytes: Uint8Array;
  parts: Part[];
}

export const PART_WORDS: Record<PartName, string> = {
  tag: "Tag",
  vr: "VR",
  reserved: "Reserved",
  length: "Length",
  value: "Value",
  delimiter: "Delimiter",
  preamble: "Preamble",
  prefix: "Prefix",
  padding: "Padding",
  unread: "Not understood",
};

/** The parts of a span's own bytes (PS3.5 7.1, 7.5). */
export function partsOf(span: ByteSpan): Part[] {
  const { offset, header, own_stop: end, kind, vr } = span;
  if (kind === "preamble" || kind === "prefix" || kind === "padding" || kind === "unread")
    return [{ name: kind, start: offset, stop: end, span }];
  if (kind === "delimiter") return [{ name: "delimiter", start: offset, stop: end, span }];
  const long = header === 12;
  const widths: [PartName, number][] = [
    ["tag", 4],
    ["vr", long || vr ? 2 : 0],
    ["reserved", long ? 2 : 0],
    ["length", long || !vr ? 4 : 2],
    ["value", end - offset - header],
  ];
  const parts: Part[] = [];
  let start = offset;
  for (const [name, width] of widths) {
    if (width > 0) parts.push({ name, start, stop: start + width, span });
    start += Math.max(width, 0);
  }
  return parts;
}

/** Cut bytes into lines of `width`; `offset` is that of the first byte and begins a line. */
export function linesOf(
  offset: number,
  bytes: Uint8Array,
  spans: readonly ByteSpan[],
  width: number,
): Line[] {
  const parts = spans.flatMap(partsOf);
  const lines: Line[] = [];
  let first = 0;
  for (let at = 0; at < bytes.length; at += width) {
    const start = offset + at;
    const part = bytes.subarray(at, at + width);
    while (first < parts.length && (parts[first]?.stop ?? 0) <= start) first += 1;
    let last = first;
    while (last < parts.length && (parts[last]?.start ?? 0) < start + part.length) last += 1;
    lines.push({ start, bytes: part, parts: parts.slice(first, last) });
  }
  return lines;
}

/** The part that a byte is of. */
export function partAt(line: Line | undefined, offset: number): Part | undefined {
  return line?.parts.find(({ start, stop }) => start <= offset && offset < stop);
}

export function hexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}

/** An offset as it stands in its column. */
export function hexOffset(offset: number): string {
  return offset.toString(16).toUpperCase().padStart(8, "0");
}

/** What a byte is as a character; a dot for what can't be seen. */
export function character(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
}

/** An offset in words, in both notations. */
export function offsetText(offset: number): string {
  return `0x${offset.toString(16).toUpperCase()} (${offset.toLocaleString("en-US")})`;
}

/** What a part is, in words: "Value of (0010,0010) Patient's Name". */
export function partText({ name, span }: Part): string {
  const of = [span.tag, span.name].filter(Boolean).join(" ");
  if (name === "delimiter") return span.name;
  if (!span.tag) return PART_WORDS[name];
  const length =
    span.length === null ? "undefined" : `${span.length.toLocaleString("en-US")} bytes`;
  if (name === "value" && span.kind === "fragment") return "Fragment of the pixels";
  return `${PART_WORDS[name]} of ${of}${name === "length" ? `: ${length}` : ""}`;
}

/** The offset that a text names: decimal, or hexadecimal after 0x; null if it names none. */
export function offsetOfText(text: string): number | null {
  const plain = text.trim().replace(/[\s,_]/g, "");
  const hex = /^(?:0x([0-9a-f]+)|([0-9a-f]+)h)$/i.exec(plain);
  if (hex) return Number.parseInt(hex[1] ?? hex[2] ?? "", 16);
  return /^\d+$/.test(plain) ? Number.parseInt(plain, 10) : null;
}

/** Bytes as one copies them. */
export function hexText(bytes: Uint8Array): string {
  return [...bytes].map(hexByte).join(" ");
}
