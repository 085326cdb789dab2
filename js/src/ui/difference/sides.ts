// What is compared: the letter of each side, its file, what kind of object it is.
import type { DifferenceColumn } from "../../sync/difference_messages.ts";
import { h } from "../dom.ts";

export function sides(columns: readonly DifferenceColumn[]): HTMLElement[] {
  return columns.map(({ label, name, about }) =>
    h(
      "span",
      { class: "dw-side-name", title: name },
      h("b", { class: "dw-side-label" }, label),
      name ? h("span", { class: "dw-side-file" }, name) : null,
      about ? h("span", { class: "dw-same" }, about) : null,
    ),
  );
}
