// The line above the image: what it is, what is remarkable about it, and the tools.
import type { Badge, SeriesInfo } from "../sync/messages.ts";
import { badges } from "./badges.ts";
import { h } from "./dom.ts";
import { problems } from "./problems.ts";
import type { SeriesPicker } from "./series_picker.ts";
import { type ToolGroup, toolbar } from "./toolbar.ts";

export interface Titlebar {
  el: HTMLElement;
  /** Title and remarks, which stand in the first cell where there are several. */
  words: HTMLElement;
  series(info: SeriesInfo | null): void;
  badges(list: readonly Badge[]): void;
  /** Ask every tool how it stands. */
  update(): void;
}

export function titlebar(groups: ToolGroup[], picker: SeriesPicker, signal: AbortSignal): Titlebar {
  const remarks = badges();
  const trouble = problems(signal);
  const bar = toolbar(groups, signal);
  const words = h("div", { class: "dw-words" }, picker.el, remarks.el, trouble.el);
  // Has the width of the line and not its height, which changes with what fits into it.
  const line = h("div", { class: "dw-titlebar-line" });
  const observer = new ResizeObserver(([entry]) => bar.fit(entry?.contentRect.width ?? 0));
  observer.observe(line);
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
  return {
    el: h("div", { class: "dw-titlebar" }, line, words, bar.el),
    series(info) {
      if (!info) return;
      picker.show(info);
      trouble.show(info);
    },
    words,
    badges: remarks.show,
    update: bar.update,
  };
}
