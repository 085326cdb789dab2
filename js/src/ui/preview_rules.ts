// The rules of one's own that are in force, the last one first; those made here can be undone.
import type { GetPolicyResult, RuleRow } from "../sync/messages.ts";
import { h } from "./dom.ts";

export const OWN_ACTION_NAMES: Readonly<Record<string, string>> = {
  keep: "Keep",
  remove: "Remove",
  empty: "Empty",
  replace: "Replace by",
  uid: "New UID",
  shift: "Shift the date",
  clean: "Clean",
  pseudonym: "Pseudonym",
};

export interface RuleList {
  el: HTMLElement;
  show(policy: GetPolicyResult): void;
}

export function ruleList(undo: () => void): RuleList {
  const list = h("ul", { class: "dw-own-rules" });
  const back = h("button", { class: "dw-button", onclick: undo }, "Undo the last change");
  const none = h(
    "p",
    { class: "dw-option-words" },
    "None. Unfold a row of the table to decide about its element, or give rules= in Python.",
  );
  return {
    el: h(
      "div",
      { class: "dw-option-group", role: "group", "aria-label": "Own rules" },
      h("div", { class: "dw-own-head" }, h("strong", {}, "Own rules"), back),
      none,
      list,
    ),
    show({ rules, undo: can }) {
      back.hidden = !can;
      none.hidden = rules.length > 0;
      list.hidden = rules.length === 0;
      list.replaceChildren(...rules.toReversed().map(line));
    },
  };
}

function line({ pattern, action, value, mine }: RuleRow): HTMLElement {
  const text = `${OWN_ACTION_NAMES[action] ?? action}${value ? ` ${value.join("\\")}` : ""}`;
  return h(
    "li",
    {},
    h("code", {}, pattern),
    h("span", { class: "dw-pill" }, text),
    mine ? null : h("span", { class: "dw-option-words" }, "from Python"),
  );
}
