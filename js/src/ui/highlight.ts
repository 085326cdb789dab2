// Mark what a search found.
import { h } from "./dom.ts";

/** What to look for: words between blanks, or each as it stands. */
export type Sought = string | readonly string[];

/** Stretches of `text` that hold one of the query's words, ignoring case: [start, stop) pairs. */
export function matches(text: string, query: Sought): [number, number][] {
  const lower = text.toLowerCase();
  // Where lower case has another length (Turkish İ) the places would be wrong: mark nothing.
  if (lower.length !== text.length) return [];
  const found: [number, number][] = [];
  const words = typeof query === "string" ? query.split(/\s+/).filter(Boolean) : query;
  for (const word of words.map((each) => each.toLowerCase())) {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length))
      found.push([at, at + word.length]);
  }
  return joined(found.sort((a, b) => a[0] - b[0]));
}

function joined(sorted: [number, number][]): [number, number][] {
  const out: [number, number][] = [];
  for (const [start, stop] of sorted) {
    const previous = out.at(-1);
    if (previous && start <= previous[1]) previous[1] = Math.max(previous[1], stop);
    else out.push([start, stop]);
  }
  return out;
}

/** `text` as nodes, with the query's words in <mark>. */
export function highlight(text: string, query: Sought): (string | Node)[] {
  if (query.length === 0) return [text];
  const parts: (string | Node)[] = [];
  let at = 0;
  for (const [start, stop] of matches(text, query)) {
    parts.push(text.slice(at, start), h("mark", { class: "dw-mark" }, text.slice(start, stop)));
    at = stop;
  }
  return [...parts, text.slice(at)].filter((part) => part !== "");
}
