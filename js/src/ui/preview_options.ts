// The twelve options of CID 7050 as switches, in two groups; what excludes another says so.
import type { OptionRow } from "../sync/messages.ts";
import { h, setText } from "./dom.ts";

export interface Options {
  el: HTMLElement;
  /** All options there are: they are drawn once. */
  list(all: readonly OptionRow[]): void;
  show(on: readonly string[]): void;
}

const GROUPS = [
  ["Retain", "stays in the files, though the profile would take it out"],
  ["Clean", "is cleaned, where the profile would remove or keep it"],
] as const;

interface Drawn {
  option: OptionRow;
  box: HTMLInputElement;
  words: HTMLElement;
}

export function previewOptions(choose: (on: string[]) => void): Options {
  const el = h("div", { class: "dw-options" });
  let drawn: Drawn[] = [];
  const flipped = () =>
    choose(drawn.filter(({ box }) => box.checked).map(({ option }) => option.name));

  function draw(option: OptionRow): Drawn {
    const box = h("input", { type: "checkbox", role: "switch", class: "dw-flip" });
    box.addEventListener("change", flipped);
    return { option, box, words: h("span", { class: "dw-option-words" }, option.words) };
  }
  function group(name: string, meaning: string): HTMLElement {
    const own = drawn.filter(({ option }) => option.name.startsWith(name.toLowerCase()));
    const legend = h("legend", {}, h("strong", {}, name), `: ${meaning}`);
    const rows = own.map(({ option, box, words }) =>
      h(
        "label",
        { class: "dw-option" },
        box,
        h("span", { class: "dw-option-name" }, title(option), h("code", {}, option.code)),
        words,
      ),
    );
    return h("fieldset", { class: "dw-option-group" }, legend, ...rows);
  }
  return {
    el,
    list(all) {
      if (drawn.length > 0) return;
      drawn = all.map(draw);
      el.replaceChildren(...GROUPS.map(([name, meaning]) => group(name, meaning)));
    },
    show(on) {
      for (const { option, box, words } of drawn) {
        box.checked = on.includes(option.name);
        const against = drawn.find(
          (each) => on.includes(each.option.name) && option.excludes.includes(each.option.name),
        );
        box.disabled = against !== undefined;
        const why = against
          ? ` Not beside ${title(against.option)} (PS3.15 E.3.6): switch that off first.`
          : "";
        setText(words, option.words + why);
      }
    },
  };
}

function title({ meaning }: OptionRow): string {
  return meaning.replace(/ Option$/, "");
}
