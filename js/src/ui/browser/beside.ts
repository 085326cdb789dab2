// The room beside the rows, or below them where it is narrow: a widget of the kernel, or a list that
// the page draws, about what is selected.
import { h, setText } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Pane } from "../pane.ts";
import { splitter } from "../splitter.ts";
import type { PageContent, PagePane } from "./page_pane.ts";

export interface Beside {
  el: HTMLElement;
  /** What is open, "" for nothing. */
  readonly kind: string;
  show(kind: string): void;
  /** What is selected has changed. */
  follow(): void;
}

interface Parts {
  /** Shows the widgets of the kernel; `said` hears what it says of them. */
  pane: (said: (text: string) => void) => Pane;
  pages: PagePane[];
  selection: () => number[];
  title: (kind: string) => string;
  close: () => void;
}

export function beside(
  { pane: made, pages, selection, title, close }: Parts,
  signal: AbortSignal,
): Beside {
  const name = h("h3", { class: "dw-beside-title" });
  const words = h("span", { class: "dw-beside-said", role: "status" });
  const pane = made((text) => setText(words, text));
  const own = h("div", { class: "dw-beside-page", hidden: true });
  const shut = h(
    "button",
    { class: "dw-button", "aria-label": "Close the pane", onclick: close },
    icon("close"),
  );
  const panel = h(
    "section",
    { class: "dw-beside-panel", "aria-label": "Pane" },
    h("div", { class: "dw-beside-head" }, name, words, shut),
    h("div", { class: "dw-beside-room" }, pane.el, own),
  );
  const el = h("div", { class: "dw-beside", hidden: true });
  const bar = { label: "Width of the pane", property: "--dw-beside", of: el };
  el.append(splitter({ ...bar, least: 25, most: 78, value: 54 }, signal), panel);
  let kind = "";
  let drawn: { content: PageContent; gone: AbortController } | null = null;

  const leave = () => {
    drawn?.gone.abort();
    drawn = null;
    own.replaceChildren();
    own.hidden = true;
  };
  signal.addEventListener("abort", leave, { once: true });
  return {
    el,
    get kind() {
      return kind;
    },
    show(next) {
      if (next === kind) return;
      leave();
      kind = next;
      el.hidden = kind === "";
      setText(name, title(kind));
      setText(words, "");
      panel.setAttribute("aria-label", title(kind) || "Pane");
      const page = pages.find((each) => each.kind === kind);
      if (!page) return void pane.show(kind);
      void pane.show("");
      const gone = new AbortController();
      own.hidden = false;
      drawn = { content: page.mount(own, gone.signal), gone };
      drawn.content.show(selection());
    },
    follow() {
      if (drawn) drawn.content.show(selection());
      else if (kind) void pane.follow();
    },
  };
}
