// Where the anonymized files go, how far writing is, and what became of it.
import type { WriteState } from "../sync/messages.ts";
import { payloadOf, type Transport } from "../sync/transport.ts";
import { h, setText } from "./dom.ts";
import { message } from "./message.ts";

export interface Writing {
  el: HTMLElement;
  show(state: WriteState | null, key: string, keyed: boolean): void;
}

const WORDS: Readonly<Record<string, string>> = {
  written: "written",
  present: "there already",
  duplicate: "the same as others",
  changed: "changed since",
  skipped: "skipped",
  refused: "refused",
  failed: "failed",
  cancelled: "not done",
};

export function writing(transport: Transport, signal: AbortSignal): Writing {
  const target = h("input", {
    type: "text",
    class: "dw-field",
    "aria-label": "Folder to write to",
    placeholder: "Folder beside the source, such as anonymized",
    spellcheck: "false",
    autocomplete: "off",
  });
  const start = h("button", { class: "dw-button", type: "submit" }, "Write all files");
  const bar = h("progress", { "aria-label": "Writing", hidden: true });
  const stop = h("button", { class: "dw-button", hidden: true }, "Stop");
  const note = h("p", { class: "dw-option-words" });
  const said = h("div", { class: "dw-written", role: "status" });
  const trouble = h("div", {});
  const form = h(
    "form",
    { class: "dw-write", "aria-label": "Write the anonymized files" },
    target,
    start,
    bar,
    stop,
  );
  const failed = (reason: unknown) => {
    if (!signal.aborted) trouble.replaceChildren(message(payloadOf(reason)));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    trouble.replaceChildren();
    transport.request("write_anonymized", { target: target.value }, { signal }).catch(failed);
  });
  stop.addEventListener("click", () => {
    stop.disabled = true;
    transport.request("stop_writing", {}, { signal }).catch(failed);
  });
  return {
    el: h("div", {}, form, note, said, trouble),
    show(state, key, keyed) {
      const running = state?.running ?? false;
      start.disabled = running;
      bar.hidden = stop.hidden = !running;
      if (!running) stop.disabled = false;
      setText(
        note,
        `The files get the new values that are shown. They follow from the key ${key}, ${
          keyed
            ? "which was given or is kept for you"
            : "which is kept for you as soon as files are written, never in their folder"
        }. Nothing that is there is overwritten.`,
      );
      if (!state) return;
      if (state.total === null) bar.removeAttribute("value");
      else {
        bar.max = Math.max(state.total, 1);
        bar.value = state.done;
      }
      said.replaceChildren(...told(state));
      trouble.replaceChildren(...(state.error ? [message(state.error)] : []));
    },
  };
}

function told(state: WriteState): Node[] {
  if (state.error) return [];
  if (state.running) {
    const of = state.total === null ? "" : ` of ${state.total.toLocaleString("en-US")}`;
    return [h("p", {}, `${state.done.toLocaleString("en-US")}${of} files`)];
  }
  const counts = Object.entries(state.counts).map(
    ([status, count]) => `${count.toLocaleString("en-US")} ${WORDS[status] ?? status}`,
  );
  return [
    h("p", {}, `${counts.join(", ")}. In `, h("code", {}, state.where)),
    ...state.remarks.map((remark) => h("p", { class: "dw-option-words" }, remark)),
    ...(state.problems.length > 0
      ? [
          h(
            "ul",
            { class: "dw-own-rules" },
            ...state.problems.map(({ file, status, reason }) =>
              h("li", {}, h("code", {}, file), `${WORDS[status] ?? status}: ${reason}`),
            ),
          ),
        ]
      : []),
  ];
}
