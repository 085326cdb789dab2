// An element to insert beside the current row, found by keyword, name or tag.
import type { PutEditArgs, PutEditResult } from "../../sync/edit_messages.ts";
import type { Row } from "../../sync/messages.ts";
import { h } from "../dom.ts";
import { insertPlace, likeText } from "./edit_words.ts";
import type { Asking } from "./editor.ts";
import { verdict } from "./verdict.ts";

export interface InsertForm {
  el: HTMLElement;
  show(row: Row | null): void;
}

export function insertForm(asking: Asking, signal: AbortSignal): InsertForm {
  const list = `dw${Math.random().toString(36).slice(2, 10)}`;
  let row: Row | null = null;
  let widen = false;

  const element = h("input", {
    type: "text",
    class: "dw-edit-field",
    list,
    placeholder: "Keyword, name or (gggg,eeee)",
    "aria-label": "Element to insert",
    autocomplete: "off",
    spellcheck: "false",
  });
  const found = h("datalist", { id: list });
  const text = h("input", {
    type: "text",
    class: "dw-edit-field",
    placeholder: "Value",
    "aria-label": "Value of the new element",
  });
  const vr = h("input", {
    type: "text",
    class: "dw-edit-field dw-edit-short",
    maxlength: 2,
    placeholder: "VR",
    "aria-label": "VR of the new element",
  });
  const creator = h("input", {
    type: "text",
    class: "dw-edit-field",
    placeholder: "Private creator",
    "aria-label": "Private creator of the new element",
  });
  const extra = h("div", { class: "dw-edit-row", hidden: true }, vr, creator);
  const insert = h("button", { class: "dw-button", type: "submit", disabled: true }, "Insert");
  const where = h("span", { class: "dw-edit-where" });
  const said = verdict(asking, signal, answered);
  const form = h(
    "form",
    { class: "dw-edit-form", "aria-label": "Insert an element" },
    element,
    found,
    extra,
    text,
    said.el,
    h("div", { class: "dw-edit-buttons" }, insert, where),
  );
  const el = h("details", { class: "dw-edit-part" }, h("summary", {}, "Insert an element"), form);

  const args = (): PutEditArgs => ({
    action: "insert",
    id: row?.id ?? 0,
    element: element.value,
    text: text.value,
    ...(extra.hidden ? {} : { vr: vr.value.toUpperCase(), creator: creator.value }),
  });
  function answered(answer: PutEditResult): void {
    const needs = answer.needs_vr || answer.needs_creator;
    if (needs) extra.hidden = false;
    else if (answer.name) extra.hidden = true;
    widen = answer.widen;
    insert.disabled = !answer.ok && !answer.widen;
    found.replaceChildren(
      ...answer.suggestions.map((each) =>
        h("option", { value: each.element }, `${each.name} ${each.tag} ${each.vr}`),
      ),
    );
    const like = likeText(element.value, answer);
    if (!like) return;
    said.el.textContent = like;
    said.el.classList.remove("dw-edit-wrong");
  }
  for (const each of [element, text, vr, creator])
    each.addEventListener(
      "input",
      () => {
        insert.disabled = true;
        if (element.value.trim()) said.ask(args());
        else {
          said.clear();
          said.say(null);
        }
      },
      { signal },
    );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (insert.disabled) return;
    said.clear();
    asking.put({ ...args(), widen }).then((answer) => {
      if (signal.aborted) return;
      said.say(answer.ok ? null : answer);
      if (!answer.ok) return;
      for (const each of [element, text, vr, creator]) each.value = "";
      extra.hidden = true;
      insert.disabled = true;
      element.focus();
    }, asking.failed);
  });
  return {
    el,
    show(next) {
      row = next;
      where.textContent = insertPlace(next);
    },
  };
}
