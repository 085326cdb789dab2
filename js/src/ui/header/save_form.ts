// Where the edits are saved: this file, its series or all files, under a name beside the source.
import type { GetChangesResult, SaveEditsArgs } from "../../sync/edit_messages.ts";
import type { Transport } from "../../sync/transport.ts";
import { h } from "../dom.ts";
import { type Line, savingLines, scopesOf } from "./edit_words.ts";
import type { Asking } from "./editor.ts";

export interface SaveForm {
  el: HTMLElement;
  show(state: GetChangesResult): void;
}

type Scope = SaveEditsArgs["scope"];

export function saveForm(transport: Transport, asking: Asking, signal: AbortSignal): SaveForm {
  let state: GetChangesResult | null = null;
  const scope = h("select", { class: "dw-edit-field", "aria-label": "What to save" });
  const name = h("input", {
    type: "text",
    class: "dw-edit-field",
    "aria-label": "Name to save under, beside the source",
    spellcheck: "false",
  });
  const over = h("input", { type: "checkbox" });
  const tail = h("input", { type: "checkbox" });
  const save = h("button", { class: "dw-button", type: "submit" }, "Save");
  const bar = h("progress", { class: "dw-edit-progress", "aria-label": "Saving", hidden: true });
  const stop = h(
    "button",
    {
      class: "dw-button",
      hidden: true,
      onclick: () => {
        stop.disabled = true;
        transport.request("stop_saving", {}, { signal }).catch(asking.failed);
      },
    },
    "Stop",
  );
  const said = h("div", { class: "dw-edit-saved", role: "status" });
  const form = h(
    "form",
    { class: "dw-edit-form", "aria-label": "Save the changes" },
    h("div", { class: "dw-edit-row" }, scope, name),
    h("label", { class: "dw-edit-check" }, over, "Replace what is there"),
    h("label", { class: "dw-edit-check" }, tail, "Broken files too, their rest as it is"),
    h("div", { class: "dw-edit-buttons" }, save, bar, stop),
    said,
  );
  const el = h("section", { class: "dw-edit-part", hidden: true }, form);

  const propose = () => {
    if (state) name.value = state.names[scope.value === "this" ? 0 : 1] ?? "";
  };
  scope.addEventListener("change", propose, { signal });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const args: SaveEditsArgs = {
      scope: scope.value as Scope,
      name: name.value,
      overwrite: over.checked,
      keep_tail: tail.checked,
    };
    said.replaceChildren();
    transport.request("save_edits", args, { signal }).catch(asking.failed);
  });

  function scopes(next: GetChangesResult): void {
    const wanted = scopesOf(next);
    const text = wanted.map(([, label]) => label).join();
    if (text === scope.dataset.text) return;
    const chosen = scope.value;
    scope.dataset.text = text;
    scope.replaceChildren(...wanted.map(([value, label]) => h("option", { value }, label)));
    if (wanted.some(([value]) => value === chosen)) scope.value = chosen;
  }
  return {
    el,
    show(next) {
      const names = state?.names.join();
      state = next;
      el.hidden = next.rows.length === 0 && !next.saving;
      scopes(next);
      if (names !== next.names.join() || !name.value) propose();
      const { saving } = next;
      save.disabled = saving?.running ?? false;
      bar.hidden = stop.hidden = !saving?.running;
      if (!saving?.running) stop.disabled = false;
      if (saving) {
        bar.max = Math.max(saving.total, 1);
        bar.value = saving.done;
        said.replaceChildren(...savingLines(saving).map(lineView));
      }
    },
  };
}

function lineView({ text, kind, target }: Line): HTMLElement {
  const style = kind === "plain" ? "" : `dw-edit-${kind}`;
  return h("p", { class: style }, text, target && h("span", { class: "dw-edit-target" }, target));
}
