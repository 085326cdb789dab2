// Edits of all files of what is selected: elements and their new values, line by line.
import type { BulkChange } from "../../sync/bulk_messages.ts";
import type { Transport } from "../../sync/transport.ts";
import { h } from "../dom.ts";
import { icon } from "../icons.ts";
import { type BulkForm, bulkPage } from "./bulk_page.ts";
import type { PagePane } from "./page_pane.ts";

const ACTIONS: [BulkChange["action"], string][] = [
  ["set", "Set"],
  ["insert", "Add"],
  ["delete", "Remove"],
];

export function bulkEdit(transport: Transport, signal: AbortSignal): PagePane {
  const page = {
    pane: "bulk_edit",
    kind: "edit",
    verb: "Write the edited files",
    first: "Name an element, such as PatientName, and its new value.",
    form,
  } as const;
  return bulkPage(transport, page, signal);
}

function form(changed: () => void): BulkForm {
  const list = h("ul", { class: "dw-bulk-changes", "aria-label": "Edits" });
  const lines: { el: HTMLElement; change: () => BulkChange }[] = [];
  const widen = h("input", { type: "checkbox", onchange: changed });
  const add = () => {
    const one = line(changed, () => {
      lines.splice(lines.indexOf(one), 1);
      one.el.remove();
      if (lines.length === 0) add();
      changed();
    });
    lines.push(one);
    list.append(one.el);
  };
  add();
  const more = () => {
    add();
    lines.at(-1)?.el.querySelector("input")?.focus();
  };
  return {
    el: h(
      "div",
      { class: "dw-bulk-form", role: "group", "aria-label": "What to edit" },
      list,
      h(
        "div",
        { class: "dw-bulk-line" },
        h("button", { class: "dw-button", onclick: more }, "Another edit"),
        h(
          "label",
          { class: "dw-bulk-line" },
          widen,
          " Let the character set become UTF-8 where needed",
        ),
      ),
    ),
    asked() {
      const changes = lines.map((each) => each.change()).filter(({ path }) => path !== "");
      return changes.length > 0
        ? { editing: { changes, widen: widen.checked }, exporting: null }
        : null;
    },
  };
}

function line(changed: () => void, remove: () => void) {
  const action = h(
    "select",
    { class: "dw-field", "aria-label": "What to do" },
    ...ACTIONS.map(([value, words]) => h("option", { value }, words)),
  );
  const typed = (label: string, placeholder: string) =>
    h("input", {
      type: "text",
      class: "dw-field",
      "aria-label": label,
      placeholder,
      spellcheck: "false",
      autocomplete: "off",
      oninput: changed,
    });
  const path = typed("Element", "Element, such as PatientName");
  const value = typed("New value", "New value; empty empties it");
  action.addEventListener("change", () => {
    value.hidden = action.value === "delete";
    changed();
  });
  const drop = h(
    "button",
    { class: "dw-button", "aria-label": "Drop this edit", onclick: remove },
    icon("close"),
  );
  return {
    el: h("li", { class: "dw-bulk-change" }, action, path, value, drop),
    change: (): BulkChange => ({
      action: action.value as BulkChange["action"],
      path: path.value.trim(),
      value: action.value === "delete" ? "" : value.value,
    }),
  };
}
