// What a trial has shown: verdict, sizes as bars, what a file would say.
import type { GetTrialResult } from "../../sync/transcode_messages.ts";
import { size as sizeText } from "../browser/figures.ts";
import { h, setFlag, setText } from "../dom.ts";
import { lossText, ratioText } from "./words.ts";

export interface Facts {
  el: HTMLElement;
  /** Null while it is being tried; `name` is that of the transfer syntax. */
  show(trial: GetTrialResult | null, name?: string): void;
}

export function facts(): Facts {
  const pill = h("span", { class: "dw-pill" });
  const loss = h("span", { class: "dw-trial-loss" });
  const bars = h("dl", { class: "dw-trial-bars" });
  const written = h("ul", { class: "dw-trial-written" });
  const el = h(
    "div",
    { class: "dw-trial-facts", "aria-live": "polite" },
    h("div", { class: "dw-trial-verdict" }, pill, loss),
    bars,
    h(
      "details",
      { class: "dw-trial-details" },
      h("summary", {}, "What the file would say"),
      written,
    ),
  );
  return {
    el,
    show(trial, name = "So") {
      setFlag(el, "data-old", trial === null);
      if (!trial) return;
      setText(pill, trial.lossless ? "Lossless" : "Lossy");
      pill.dataset.lossless = String(trial.lossless);
      setText(loss, lossText(trial));
      const { stored_bytes, source_bytes, encoded_bytes } = trial;
      const most = Math.max(stored_bytes, source_bytes, encoded_bytes);
      const rows: [string, number, string][] = [
        ["Uncompressed", stored_bytes, ""],
        ["In the file", source_bytes, ""],
        [name, encoded_bytes, ratioText(trial)],
      ];
      bars.replaceChildren(
        ...rows.flatMap(([name, bytes, words]) => bar(name, bytes, most, words)),
      );
      written.replaceChildren(...trial.written.map((text) => h("li", {}, text)));
    },
  };
}

/** A term and its bar in a list. */
export function bar(name: string, bytes: number, most: number, words: string): HTMLElement[] {
  const line = h("span", { class: "dw-trial-bar", "aria-hidden": "true" });
  line.style.width = `${Math.max(0.5, (100 * bytes) / most)}%`;
  const said = words ? `${sizeText(bytes)} · ${words}` : sizeText(bytes);
  const room = h("span", { class: "dw-trial-bar-room" }, line);
  return [h("dt", {}, name), h("dd", {}, room, h("span", { class: "dw-trial-said" }, said))];
}
