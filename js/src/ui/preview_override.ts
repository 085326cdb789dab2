// What is done to the element of an unfolded row: a rule of one's own, for all files.
import type { PreviewRow, PutOverrideArgs } from "../sync/messages.ts";
import { h } from "./dom.ts";
import { OWN_ACTION_NAMES } from "./preview_rules.ts";

export function override(row: PreviewRow, put: (args: PutOverrideArgs) => void): HTMLElement {
  if (row.can.length === 0)
    return h("p", { class: "dw-option-words" }, "No rule of your own can change this row.");
  const choice = h(
    "select",
    { class: "dw-field", "aria-label": `Your own rule for ${row.name}` },
    ...row.can.map((action) => h("option", { value: action }, OWN_ACTION_NAMES[action] ?? action)),
  );
  const value = h("input", {
    type: "text",
    class: "dw-field",
    "aria-label": "New value",
    placeholder: "New value; a dummy if empty",
    spellcheck: "false",
  });
  if (row.can.includes(row.action)) choice.value = row.action;
  const adapt = () => {
    // Kept in its room: an unfolded row does not grow.
    value.style.visibility = choice.value === "replace" && row.vr !== "SQ" ? "" : "hidden";
  };
  choice.addEventListener("change", adapt);
  adapt();
  const form = h(
    "form",
    { class: "dw-override" },
    h("span", { class: "dw-detail-label" }, "In all files"),
    choice,
    value,
    h("button", { class: "dw-button", type: "submit" }, "Apply"),
    row.reason === "own"
      ? h(
          "button",
          { class: "dw-button", onclick: () => put({ id: row.id, action: null, value: null }) },
          "As the profile says",
        )
      : null,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = choice.value === "replace" && value.value ? value.value : null;
    put({ id: row.id, action: choice.value, value: text });
  });
  return form;
}
