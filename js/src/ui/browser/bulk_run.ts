// Where the files go, how far writing is, and what became of it.
import type { BulkAsked, BulkState } from "../../sync/bulk_messages.ts";
import { payloadOf, type Transport } from "../../sync/transport.ts";
import { h, setText } from "../dom.ts";
import { message, notice } from "../message.ts";
import { stateText, statusWord } from "./bulk_words.ts";

export interface BulkRun {
  el: HTMLElement;
  /** What may be written: what was planned; null for nothing. */
  allow(planned: BulkAsked | null): void;
}

export function bulkRun(
  transport: Transport,
  { kind, verb }: { kind: BulkState["kind"]; verb: string },
  signal: AbortSignal,
): BulkRun {
  const target = h("input", {
    type: "text",
    class: "dw-field",
    "aria-label": "Folder to write to",
    placeholder: `Folder beside the source, such as ${kind === "edit" ? "edited" : "exported"}`,
    spellcheck: "false",
    autocomplete: "off",
  });
  const start = h("button", { class: "dw-button", type: "submit", disabled: true }, verb);
  const bar = h("progress", { "aria-label": "Writing", hidden: true });
  const stop = h("button", { class: "dw-button", hidden: true }, "Stop");
  const said = h("div", { class: "dw-bulk-said", role: "status" });
  const trouble = h("div", {});
  const form = h(
    "form",
    { class: "dw-bulk-write", "aria-label": "Write the files" },
    target,
    start,
    bar,
    stop,
  );
  let running = false;
  let allowed: BulkAsked | null = null;
  const show = () => {
    start.disabled = running || !allowed;
    bar.hidden = stop.hidden = !running;
    if (!running) stop.disabled = false;
  };
  const failed = (reason: unknown) => {
    if (!signal.aborted) trouble.replaceChildren(message(payloadOf(reason)));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!allowed) return;
    trouble.replaceChildren();
    said.replaceChildren();
    const args = { ...allowed, target: target.value };
    transport.request("write_bulk", args, { signal }).catch(failed);
  });
  stop.addEventListener("click", () => {
    stop.disabled = true;
    transport.request("stop_bulk", {}, { signal }).catch(failed);
  });
  let heard = false;
  const hear = (state: BulkState) => {
    heard = true;
    if (state.kind !== kind) return;
    running = state.running;
    show();
    if (state.total === null) bar.removeAttribute("value");
    else {
      bar.max = Math.max(state.total, 1);
      bar.value = state.done;
    }
    if (state.error) return void trouble.replaceChildren(message(state.error));
    if (state.running && said.firstElementChild) setText(said.firstElementChild, stateText(state));
    else said.replaceChildren(...told(state));
  };
  transport.on("bulk", hear, signal);
  // What was begun before this page was drawn.
  transport.request("get_bulk_state", {}, { signal }).then(
    ({ result: { state } }) => state && !heard && hear(state),
    () => {},
  );
  return {
    el: h("div", { class: "dw-bulk-run" }, form, said, trouble),
    allow(planned) {
      allowed = planned;
      show();
    },
  };
}

function told(state: BulkState): Node[] {
  const words = stateText(state);
  if (state.running) return [h("p", {}, words)];
  const problems = state.problems.map(({ file, status, reason }) =>
    h("li", {}, h("code", {}, file), ` ${statusWord(status)}: ${reason}`),
  );
  return [
    h("p", {}, `${words}. In `, h("code", {}, state.where)),
    ...state.remarks.map((remark) => notice(remark)),
    ...(problems.length > 0 ? [h("ul", { class: "dw-bulk-problems" }, ...problems)] : []),
  ];
}
