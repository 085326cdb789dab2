// The tab about the bytes: the file as a strip, the bytes around the current element with their
// parts named, and where the file is odd or broken.

import { bytesOf } from "../../sync/buffers.ts";
import type { ByteSpan, FilePlace, GetFileMapResult, Row } from "../../sync/messages.ts";
import { payloadOf, type Transport } from "../../sync/transport.ts";
import { copyButton } from "../copy.ts";
import { h, setText } from "../dom.ts";
import { message, notice } from "../message.ts";
import { byteLines } from "./byte_lines.ts";
import {
  character,
  hexByte,
  hexText,
  type Line,
  linesOf,
  offsetOfText,
  offsetText,
  PART_WORDS,
  type Part,
  type PartName,
  partText,
} from "./hex.ts";
import type { SideContent, SideTab } from "./side.ts";
import { strip } from "./strip.ts";

const LEGEND: PartName[] = ["tag", "vr", "reserved", "length", "value", "delimiter"];
const MOST_COPIED = 64 * 1024;
const EDITED = {
  file: "",
  written: "As it would be written; a line above marks new bytes. ",
  source: "The source, without the edits. ",
  memory: "In memory only: as pydicom would write it.",
};

/** The tab; `onRow` goes to the row of what was chosen here. */
export function bytesTab(transport: Transport, onRow: (id: number) => void): SideTab {
  return {
    key: "bytes",
    label: "Bytes",
    mount: (el, signal) => panel(el, transport, onRow, signal),
  };
}

function panel(
  el: HTMLElement,
  transport: Transport,
  onRow: (id: number) => void,
  signal: AbortSignal,
): SideContent {
  let row: Row | null = null;
  let span: ByteSpan | null = null;
  /** The row that was chosen from here: it must not move the bytes. */
  let chosen = -1;
  let turn = 0;
  /** Whether the source of an edited file is looked at, not what would be written. */
  let source = false;

  const ask = async (offset: number, length: number) => {
    const { result, buffers } = await transport.request(
      "get_bytes",
      { offset, length, source },
      { signal },
    );
    return { result, bytes: buffers[0] ? bytesOf(buffers[0]) : new Uint8Array() };
  };
  const fetch = async (start: number, stop: number, width: number) => {
    const lines: Line[] = [];
    let size = 0;
    for (let at = start * width; at < stop * width; ) {
      const { result, bytes } = await ask(at, stop * width - at);
      size = result.size;
      // Where an answer is cut it is cut anywhere: only whole lines of it count, but at the end.
      const end = at + bytes.length >= size ? bytes.length : bytes.length - (bytes.length % width);
      if (end === 0) break;
      lines.push(...linesOf(at, bytes.subarray(0, end), result.spans, width));
      at += end;
    }
    return { lines, size };
  };
  const fail = (error: unknown): void => {
    if (signal.aborted || !transport.live) return;
    const payload = payloadOf(error);
    trouble.replaceChildren(message(payload));
    view.hidden = true;
    if (payload.kind === "edit") edited.replaceChildren(turned("written"));
  };
  /** The way from what would be written to its source, and back. */
  const turned = (shown: GetFileMapResult["shown"]): HTMLElement => {
    const other = shown === "written" ? "Show the source" : "Show what would be written";
    return h("button", { class: "dw-link", onclick: () => look(shown === "written") }, other);
  };
  const look = (at: boolean): void => {
    source = at;
    renew();
    void find();
  };
  const choose = (id: number | null): void => {
    if (id === null || id === row?.id) return;
    chosen = id;
    onRow(id);
  };

  const map = strip((offset, id) => {
    lines.go(offset);
    choose(id);
  }, signal);
  const lines = byteLines(
    {
      label: "Bytes of the file",
      fetch,
      onPlace(offset, byte, part) {
        setText(status, placeText(offset, byte, part));
        map.mark(offset);
      },
      onActivate: (part) => choose(part.span.row),
      onError: fail,
    },
    signal,
  );
  const status = h("div", { class: "dw-bytes-status", "aria-live": "polite" });
  const facts = h("div", { class: "dw-bytes-facts" });
  const trouble = h("div", { class: "dw-bytes-trouble" });
  const edited = h("div", { class: "dw-bytes-edits", role: "status" });
  const remarks = h("div", { class: "dw-bytes-remarks" });
  const field = h("input", {
    class: "dw-field dw-bytes-go",
    type: "text",
    placeholder: "Offset, 0x1A0 or 416",
    "aria-label": "Go to an offset",
    spellcheck: "false",
  });
  const copied = async () => {
    const start = span?.offset ?? lines.caret;
    const length = span ? span.stop - span.offset : 16;
    return hexText((await ask(start, Math.min(length, MOST_COPIED))).bytes);
  };
  const copy = copyButton("Copy hex", copied);
  const view = h(
    "div",
    { class: "dw-bytes" },
    map.el,
    remarks,
    h("div", { class: "dw-bytes-bar" }, facts, field, copy, legend()),
    lines.el,
    status,
  );
  el.classList.add("dw-bytes-room");
  el.append(edited, trouble, view);

  const typed = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const offset = offsetOfText(field.value);
    field.setAttribute("aria-invalid", String(offset === null));
    if (offset !== null) lines.go(offset);
  };
  field.addEventListener("keydown", typed, { signal });

  const describe = (): void => setText(facts, span ? spanText(span) : "");
  const load = async (): Promise<void> => {
    const mine = ++turn;
    try {
      const { result } = await transport.request("get_file_map", { source }, { signal });
      if (mine !== turn) return;
      source &&= result.shown === "source";
      const words = EDITED[result.shown];
      edited.replaceChildren(
        ...(words ? [words, ...(result.shown === "memory" ? [] : [turned(result.shown)])] : []),
      );
      trouble.replaceChildren();
      view.hidden = false;
      map.fill(result);
      remarks.replaceChildren(...remarksOf(result, lines.go));
    } catch (error) {
      if (mine === turn) fail(error);
    }
  };
  const find = async (): Promise<void> => {
    const wanted = row;
    if (!wanted) return;
    const moved = chosen !== wanted.id;
    chosen = -1;
    try {
      const { result } = await transport.request(
        "get_bytes",
        { id: wanted.id, length: 0, source },
        { signal },
      );
      if (wanted !== row) return;
      span = result.span;
      describe();
      const mark = span ? { start: span.offset, stop: span.stop } : undefined;
      lines.go(moved ? result.offset : lines.caret, mark);
    } catch (error) {
      if (wanted === row) fail(error);
    }
  };
  /** Another file is shown, and this was not seen: it is walked when it is looked at. */
  let stale = false;
  const renew = (): void => {
    stale = el.offsetParent === null;
    if (stale) return;
    span = null;
    lines.reset();
    void load();
  };
  transport.on("rows", renew, signal);
  void load();
  return {
    show(next) {
      row = next;
      if (stale) renew();
      void find();
    },
  };
}

/** What stands at a byte. */
function placeText(offset: number, byte: number | undefined, part: Part | undefined): string {
  const at = offsetText(offset);
  if (byte === undefined) return at;
  const value = `${hexByte(byte)} = ${byte}${character(byte) === "·" ? "" : ` “${character(byte)}”`}`;
  const where = part ? partText(part) : "";
  const nth = part && part.name === "value" ? `, byte ${offset - part.start + 1}` : "";
  return `${where}${nth} · ${at} · ${value}`;
}

/** Where an element is and how it is written. */
function spanText({ tag, name, offset, header, length, vr, stop }: ByteSpan): string {
  const size = length === null ? "undefined length" : `${length.toLocaleString("en-US")} bytes`;
  const form = vr ? `${vr}, ${size}` : size;
  const all = (stop - offset).toLocaleString("en-US");
  return `${tag} ${name} · from ${offsetText(offset)} · ${header} bytes of header, ${form}, ${all} in all`;
}

function legend(): HTMLElement {
  const keys = LEGEND.map((name) =>
    h("span", {}, h("span", { class: `dw-byte dw-part-${name}` }, "00"), PART_WORDS[name]),
  );
  return h("div", { class: "dw-bytes-legend" }, ...keys);
}

/** What is to be known of the file as a whole; a place can be gone to. */
function remarksOf(map: GetFileMapResult, go: (offset: number) => void): HTMLElement[] {
  const lines: HTMLElement[] = [];
  if (map.inflated !== null) {
    const size = map.file_size.toLocaleString("en-US");
    lines.push(
      notice(
        `Deflated: from ${offsetText(map.inflated)} on, offsets count in the inflated stream; the file itself has ${size} bytes.`,
        "info",
      ),
    );
  }
  if (map.broken) lines.push(placeView(map.broken, go, "error"));
  for (const each of map.remarks.slice(0, 5)) lines.push(placeView(each, go, "warning"));
  const more = map.remark_count - 5;
  if (more > 0)
    lines.push(notice(`And ${more.toLocaleString("en-US")} more of that kind.`, "info"));
  return lines;
}

function placeView(
  { offset, why }: FilePlace,
  go: (offset: number) => void,
  level: "error" | "warning",
): HTMLElement {
  const text = offsetText(offset);
  return h(
    "div",
    { class: `dw-bytes-place dw-bytes-${level}` },
    h(
      "button",
      { class: "dw-link", onclick: () => go(offset), "aria-label": `Go to ${text}` },
      text,
    ),
    why,
  );
}
