// What stands where there is no row: why, and what one can do.
import type { CollectionProgress } from "../../sync/browser_messages.ts";
import { h } from "../dom.ts";
import { leftOutText, plural } from "./figures.ts";

interface Options {
  /** Whether a search or a filter leaves things out. */
  narrowing: () => boolean;
  widen: () => void;
}

export interface Emptiness {
  el: HTMLElement;
  show(progress: CollectionProgress): void;
}

export function emptiness({ narrowing, widen }: Options): Emptiness {
  const el = h("div", { class: "dw-shelf-empty" });
  const all = () => h("button", { class: "dw-button", onclick: widen }, "Show everything");
  return {
    el,
    show(progress) {
      if (narrowing()) el.replaceChildren(h("p", {}, "Nothing matches."), all());
      else if (progress.loading)
        el.replaceChildren(h("p", {}, "Nothing yet: the files are being read."));
      else {
        const rest = leftOutText(progress);
        el.replaceChildren(
          h("p", {}, "There is no DICOM file here."),
          h(
            "p",
            {},
            rest ? `${plural(progress.done, "file")}: ${rest}.` : "The source holds no file.",
          ),
        );
      }
    },
  };
}
