// The frame in every transfer syntax that loses nothing: who makes it smallest.

import type { SyntaxInfo } from "../../sync/transcode_messages.ts";
import { payloadOf, type Transport } from "../../sync/transport.ts";
import { size as sizeText } from "../browser/figures.ts";
import { h } from "../dom.ts";
import { shortName } from "./words.ts";

export interface Contest {
  el: HTMLElement;
  offer(syntaxes: readonly SyntaxInfo[]): void;
  /** Another frame: what was measured does not hold any more. */
  frame(index: number | null): void;
}

interface Row {
  el: HTMLElement;
  line: HTMLElement;
  said: HTMLElement;
  bytes: number;
}

/** `choose` takes one of them. */
export function contest(
  transport: Transport,
  choose: (keyword: string) => void,
  signal: AbortSignal,
): Contest {
  const list = h("ol", { class: "dw-trial-all" });
  const el = h(
    "details",
    { class: "dw-trial-details" },
    h("summary", {}, "This frame in every lossless transfer syntax"),
    list,
  );
  let known: readonly SyntaxInfo[] = [];
  let index: number | null = null;
  let run = new AbortController();
  let measured: number | null = null;

  const rowOf = ({ keyword }: SyntaxInfo, name: string): Row => {
    const line = h("span", { class: "dw-trial-bar", "aria-hidden": "true" });
    const said = h("span", { class: "dw-trial-said" }, "…");
    const button = h(
      "button",
      { class: "dw-trial-one", onclick: () => choose(keyword) },
      h("span", { class: "dw-trial-name" }, name),
      h("span", { class: "dw-trial-bar-room" }, line),
      said,
    );
    return { el: h("li", {}, button), line, said, bytes: Number.POSITIVE_INFINITY };
  };
  const measure = async () => {
    if (!el.open || index === null || measured === index || known.length === 0) return;
    run.abort();
    run = new AbortController();
    measured = index;
    const until = AbortSignal.any([run.signal, signal]);
    const lossless = known.filter(({ parameters, install }) => !parameters.length && !install);
    const rows = lossless.map((each) => rowOf(each, shortName(each)));
    list.replaceChildren(...rows.map((row) => row.el));
    for (const [place, { keyword: to }] of lossless.entries()) {
      const row = rows[place] as Row;
      const args = { index, to, parameter: null, amount: null, pixels: false };
      try {
        const { result } = await transport.request("get_trial", args, { signal: until });
        row.bytes = result.encoded_bytes;
        row.said.textContent = sizeText(result.encoded_bytes);
      } catch (reason) {
        if (until.aborted) return;
        row.said.textContent = payloadOf(reason).message;
        row.el.classList.add("dw-is-refused");
      }
      ranked(rows);
    }
  };
  el.addEventListener("toggle", () => void measure(), { signal });
  signal.addEventListener("abort", () => run.abort(), { once: true });
  return {
    el,
    offer(syntaxes) {
      known = syntaxes;
      void measure();
    },
    frame(next) {
      index = next;
      if (next === null || next === measured) return;
      run.abort();
      measured = null;
      void measure();
    },
  };
}

/** Smallest first, what is not known last; the buttons keep their focus. */
function ranked(rows: Row[]): void {
  const sizes = rows.map(({ bytes }) => bytes).filter(Number.isFinite);
  const most = Math.max(...sizes, 1);
  for (const { line, bytes } of rows)
    line.style.width = Number.isFinite(bytes) ? `${(100 * bytes) / most}%` : "0";
  [...rows]
    .sort((a, b) => a.bytes - b.bytes || 0)
    .forEach(({ el }, place) => {
      el.style.order = String(place);
    });
}
