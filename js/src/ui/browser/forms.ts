// As what the collection is shown: as a tree, as the table of one level, as a gallery of series; each
// level's button says how many there are of it.
import type { GroupCounts, GroupLevel } from "../../sync/browser_messages.ts";
import { h, setFlag, setText } from "../dom.ts";
import { of } from "./figures.ts";
import { sign } from "./signs.ts";

export type Form = "tree" | GroupLevel | "gallery";

export interface Forms {
  el: HTMLElement;
  show(form: Form): void;
  count(left: GroupCounts, all: GroupCounts): void;
}

const LABELS: [Form, string, string][] = [
  ["tree", "Tree", "Patients, their studies, their series"],
  ["patients", "Patients", "A row for each patient"],
  ["studies", "Studies", "A row for each study"],
  ["series", "Series", "A row for each series"],
  ["gallery", "Gallery", "The series as pictures"],
];

export function forms(choose: (form: Form) => void): Forms {
  const buttons = LABELS.map(([form, label, tip]) => {
    const number = h("b", { class: "dw-shelf-number" });
    const drawing = form === "tree" || form === "gallery" ? sign(form) : null;
    const button = h(
      "button",
      {
        class: "dw-button",
        "data-form": form,
        "data-tip": tip,
        "aria-pressed": "false",
        onclick: () => choose(form),
      },
      drawing,
      label,
      number,
    );
    return { form, button, number };
  });
  return {
    el: h(
      "div",
      { class: "dw-shelf-forms", role: "group", "aria-label": "Show as" },
      ...buttons.map(({ button }) => button),
    ),
    show(form) {
      for (const each of buttons) setFlag(each.button, "aria-pressed", each.form === form);
    },
    count(left, all) {
      for (const { form, number } of buttons)
        if (form !== "tree" && form !== "gallery") setText(number, of(left[form], all[form]));
    },
  };
}
