// One stage: what it is, which elements of the file cause it, what it makes of the pixel and of the
// frame, and the switch that leaves it out.
import type { Stage, StageName } from "../../sync/messages.ts";
import { h, setFlag, setText } from "../dom.ts";
import { TITLES } from "./text.ts";

export interface Card {
  el: HTMLElement;
  /** Below the formula: bits, histograms, sliders. */
  room: HTMLElement;
  stage(stage: Stage, on: boolean): void;
  pixel(formula: string, result: string): void;
}

/** `toggled` hears that the switch was used. */
export function card(name: StageName, key: number, toggled: () => void): Card {
  const title = TITLES[name];
  const box = h("button", {
    class: "dw-switch",
    role: "switch",
    "aria-checked": "true",
    "aria-label": `Apply: ${title}`,
    "data-tip": "Leave this stage out to see what goes wrong without it",
    "data-tip-key": String(key),
    onclick: toggled,
  });
  const result = h("output", { class: "dw-card-result" });
  const formula = h("p", { class: "dw-card-formula" });
  const text = h("p", { class: "dw-card-text" });
  const warning = h("p", { class: "dw-card-warning", role: "status" });
  const tags = h("ul", { class: "dw-card-tags", "aria-label": `Elements behind ${title}` });
  const room = h("div", { class: "dw-card-room" });
  const el = h(
    "li",
    { class: "dw-card", "data-stage": name },
    h("div", { class: "dw-card-head" }, box, h("h3", { class: "dw-card-title" }, title), result),
    warning,
    formula,
    room,
    text,
    tags,
  );
  let shown = "";
  return {
    el,
    room,
    stage(stage, on) {
      setFlag(box, "aria-checked", on);
      el.classList.toggle("dw-card-off", !on);
      el.classList.toggle("dw-card-idle", !stage.acts);
      box.disabled = !stage.acts && on;
      setText(warning, on ? "" : stage.without);
      warning.hidden = on;
      setText(text, stage.text);
      const next = JSON.stringify(stage.tags);
      if (next === shown) return;
      shown = next;
      tags.replaceChildren(...stage.tags.map(tagOf));
    },
    pixel(words, value) {
      setText(formula, words);
      formula.hidden = words === "";
      setText(result, value);
    },
  };
}

function tagOf({ tag, keyword, value }: Stage["tags"][number]): HTMLElement {
  return h(
    "li",
    { class: "dw-card-tag" },
    h("span", { class: "dw-card-keyword" }, keyword),
    h("span", { class: "dw-card-number" }, tag),
    h("span", { class: "dw-card-value" }, value === "" ? "empty" : value),
  );
}
