// The value of the current row, to be typed anew; for sequences and items what can be done with them.
import type { GetEditResult, PutEditArgs } from "../../sync/edit_messages.ts";
import type { Row } from "../../sync/messages.ts";
import type { Transport } from "../../sync/transport.ts";
import { h } from "../dom.ts";
import { nameOf } from "./columns.ts";
import { offered } from "./edit_words.ts";
import type { Asking } from "./editor.ts";
import { verdict } from "./verdict.ts";

export interface ValueForm {
  el: HTMLElement;
  show(row: Row | null): void;
}

export function valueForm(transport: Transport, asking: Asking, signal: AbortSignal): ValueForm {
  let row: Row | null = null;
  let about: GetEditResult | null = null;
  let widen = false;

  const name = h("h3", { class: "dw-detail-name" });
  const path = h("div", { class: "dw-detail-facts" });
  const line = h("input", { type: "text", class: "dw-edit-field", "aria-label": "Value" });
  const lines = h("textarea", { class: "dw-edit-field", rows: 4, "aria-label": "Value" });
  const fields = [line, lines];
  const said = verdict(asking, signal, ({ ok, widen: could }) => {
    const utf8 = !ok && could;
    widening.hidden = !utf8;
    set.disabled = !ok && !utf8;
    widen = utf8;
  });
  const set = h("button", { class: "dw-button", disabled: true }, "Set value");
  const widening = h(
    "p",
    { class: "dw-edit-note", hidden: true },
    "Setting it makes the character set UTF-8, and encodes the other texts anew.",
  );
  const append = action("Add an item", () => ({ action: "append", id: id() }));
  const before = action("Insert an item before", () => ({ action: "insert", id: id() }));
  const remove = action("Delete", () => ({ action: "delete", id: id() }));
  const buttons = h("div", { class: "dw-edit-buttons" }, set, append, before, remove);
  const form = h(
    "form",
    { class: "dw-edit-form", "aria-label": "Value of the element" },
    line,
    lines,
    said.el,
    widening,
    buttons,
  );
  const nothing = h("p", { class: "dw-side-nothing" }, "Go to a row: it is edited here.");
  const fixed = h("p", { class: "dw-edit-note" });
  const el = h("section", { class: "dw-edit-part" }, nothing, name, path, fixed, form);

  const id = () => row?.id ?? 0;
  const field = () => (about?.lines ? lines : line);
  const changed = () => field().value !== about?.text;

  function action(label: string, args: () => PutEditArgs): HTMLButtonElement {
    return h("button", { class: "dw-button", onclick: () => put(args()) }, label);
  }
  function put(args: PutEditArgs): void {
    said.clear();
    asking.put(args).then((answer) => {
      if (signal.aborted) return;
      if (!answer.ok) said.say(answer);
      else if (args.action === "set") given(args.text ?? "");
    }, asking.failed);
  }
  /** A value is set: what stands in the field is not a change any more. */
  function given(text: string): void {
    if (about) about = { ...about, text };
    typed();
    field().focus();
  }
  function typed(): void {
    set.disabled = true;
    widening.hidden = true;
    widen = false;
    if (changed()) said.ask({ action: "set", id: id(), text: field().value });
    else {
      said.clear();
      rest();
    }
  }
  function rest(): void {
    said.say(null);
    said.el.textContent = about?.allowed ?? "";
  }
  for (const each of fields) each.addEventListener("input", typed, { signal });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (changed() && !set.disabled) put({ action: "set", id: id(), text: field().value, widen });
  });
  set.addEventListener("click", () => form.requestSubmit());

  function take(told: GetEditResult): void {
    about = told;
    path.textContent = [told.path, told.vr].filter(Boolean).join(" · ");
    fixed.textContent = told.refused;
    fixed.hidden = !told.refused;
    form.hidden = false;
    const offer = offered(told);
    for (const [key, part] of Object.entries({ line, lines, set, append, before, remove }))
      part.hidden = !offer[key as keyof typeof offer];
    said.el.hidden = told.kind === "item";
    field().value = told.text;
    set.disabled = true;
    widening.hidden = true;
    rest();
    if (told.kind === "fixed") form.hidden = true;
  }
  function show(next: Row | null): void {
    // A row that is told again after an edit elsewhere keeps what is being typed.
    const typing = row?.id === next?.id && about !== null && changed();
    row = next;
    nothing.hidden = next !== null;
    for (const each of [name, path]) each.hidden = next === null;
    if (!next) {
      form.hidden = true;
      fixed.hidden = true;
      about = null;
      return;
    }
    name.textContent = nameOf(next);
    if (typing && about?.text !== next.value) return;
    said.clear();
    transport.request("get_edit", { id: next.id }, { signal }).then(({ result }) => {
      if (row === next && !signal.aborted) take(result);
    }, asking.failed);
  }
  form.hidden = true;
  return { el, show };
}
