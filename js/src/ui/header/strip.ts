// The whole file as a strip: a segment for what stands together, as wide as the order of its size.
import type { FileSegment, GetFileMapResult } from "../../sync/messages.ts";
import { h, setAttribute, setFlag } from "../dom.ts";
import { offsetText } from "./hex.ts";

export interface Strip {
  el: HTMLElement;
  /** Show the segments of another file. */
  fill(map: GetFileMapResult): void;
  /** Mark the segment that an offset is in. */
  mark(offset: number): void;
}

/** A strip; `onPick` tells where in the file, and the row that stands there. */
export function strip(
  onPick: (offset: number, row: number | null) => void,
  signal: AbortSignal,
): Strip {
  const prefix = `dw${Math.random().toString(36).slice(2, 10)}`;
  const bar = h("div", {
    class: "dw-file-strip",
    role: "listbox",
    tabindex: 0,
    "aria-label": "Map of the file",
    "aria-orientation": "horizontal",
  });
  const words = h("div", { class: "dw-file-strip-words" });
  const el = h("div", { class: "dw-file-strip-room" }, bar, words);
  let segments: FileSegment[] = [];
  let current = 0;

  const select = (index: number): void => {
    current = Math.min(Math.max(index, 0), segments.length - 1);
    bar.childNodes.forEach((each, i) => {
      if (each instanceof HTMLElement) setFlag(each, "aria-selected", i === current);
    });
    if (segments.length) setAttribute(bar, "aria-activedescendant", `${prefix}-${current}`);
    const segment = segments[current];
    words.textContent = segment ? segmentText(segment) : "";
  };
  const pick = (index: number, share = 0): void => {
    select(index);
    const segment = segments[current];
    if (segment) onPick(offsetIn(segment, share), segment.row);
  };
  const keys: Record<string, () => void> = {
    ArrowRight: () => pick(current + 1),
    ArrowLeft: () => pick(current - 1),
    Home: () => pick(0),
    End: () => pick(segments.length - 1),
    Enter: () => pick(current),
    " ": () => pick(current),
  };
  const pressed = (event: KeyboardEvent): void => {
    const action = keys[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  const clicked = (event: MouseEvent): void => {
    const part =
      event.target instanceof Element ? event.target.closest<HTMLElement>(".dw-segment") : null;
    if (!part) return;
    const { left, width } = part.getBoundingClientRect();
    pick([...bar.children].indexOf(part), (event.clientX - left) / Math.max(width, 1));
  };
  bar.addEventListener("keydown", pressed, { signal });
  bar.addEventListener("click", clicked, { signal });
  return {
    el,
    fill(map) {
      segments = map.segments;
      bar.replaceChildren(
        ...segments.map((segment, i) => segmentView(map, segment, `${prefix}-${i}`)),
      );
      select(0);
    },
    mark(offset) {
      const index = segments.findIndex(({ start, stop }) => start <= offset && offset < stop);
      if (index >= 0 && index !== current) select(index);
    },
  };
}

function segmentView(map: GetFileMapResult, segment: FileSegment, id: string): HTMLElement {
  const { kind, start, stop, label } = segment;
  const broken = map.broken && map.broken.offset >= start && map.broken.offset < stop;
  const view = h("div", {
    class: `dw-segment dw-segment-${kind}${broken ? " dw-segment-broken" : ""}`,
    role: "option",
    id,
    title: segmentText(segment),
    "aria-label": broken ? `${label}, broken` : label,
    "aria-selected": "false",
  });
  view.style.flexGrow = Math.log2(stop - start + 2).toFixed(2);
  // The transfer syntax rules from here on.
  if (start === map.dataset && start > 0) view.classList.add("dw-segment-switch");
  return view;
}

/** The place in a segment that a click means: the beginning, or that of a run of fragments. */
function offsetIn({ start, parts }: FileSegment, share: number): number {
  const part = parts[Math.min(Math.floor(share * parts.length), parts.length - 1)];
  return share > 0 && part ? part.start : start;
}

/** A segment in words. */
export function segmentText({ label, start, stop, elements }: FileSegment): string {
  const size = (stop - start).toLocaleString("en-US");
  const count = elements > 1 ? ` · ${elements.toLocaleString("en-US")} elements` : "";
  const name = label.slice(0, 1).toUpperCase() + label.slice(1);
  return `${name}${count} · ${size} bytes from ${offsetText(start)}`;
}
