// What is shown as a file: written by Python to a path that is shown first, or kept by the browser.
import type { ExportKind, ExportState } from "../sync/export_messages.ts";
import { payloadOf, type Transport } from "../sync/transport.ts";
import { h, setText } from "./dom.ts";
import type { MenuSection } from "./menu.ts";
import { message } from "./message.ts";
import { heading, place } from "./popover.ts";

export interface Exporting {
  sections(): MenuSection[];
  picture(): void;
}

const FRAME: [ExportKind, string, string][] = [
  ["picture", "As displayed", "PNG"],
  ["values", "Its values", "TIFF"],
];
const SERIES: [ExportKind, string, string][] = [
  ["montage", "Side by side", "PNG"],
  ["gif", "Film", "GIF"],
  ["webp", "Film without loss", "WebP"],
  ["apng", "Film without loss", "APNG"],
  ["pages", "Pages as displayed", "TIFF"],
  ["value-pages", "Pages of values", "TIFF"],
  ["npy", "Values of all frames", "NumPy"],
  ["npz", "Volume and affine", "NumPy"],
  ["nifti", "Volume", "NIfTI"],
];

interface Parts {
  transport: Transport;
  root: HTMLElement;
  /** Python is to know what is shown. */
  tell(): void;
  say(text: string): void;
  several(): boolean;
}

export function exporting(parts: Parts, signal: AbortSignal): Exporting {
  const { transport, root, tell, say, several } = parts;
  let form: Form | null = null;
  transport.on(
    "export",
    (state) => {
      form?.show(state);
      if (!form?.el.matches(":popover-open") && !state.running) say(words(state));
    },
    signal,
  );
  const failed = (reason: unknown) => {
    const { message: text, remedy } = payloadOf(reason);
    say(`${text} ${remedy ?? ""}`);
  };
  async function open(kind: ExportKind, title: string): Promise<void> {
    tell();
    const { path } = (await transport.request("get_export", { kind }, { signal })).result;
    form?.el.remove();
    form = formOf({ transport, signal }, kind, title, path);
    const { el } = form;
    el.addEventListener("toggle", (event) => {
      if ((event as ToggleEvent).newState === "closed") root.focus({ preventScroll: true });
    });
    root.append(el);
    el.showPopover();
    place(el, root.querySelector<HTMLElement>(".dw-tools") ?? root);
    form.begin();
  }
  async function keep(): Promise<void> {
    tell();
    const { result, buffers } = await transport.request("get_picture_file", {}, { signal });
    const file = new Blob(buffers as BlobPart[], { type: "image/png" });
    const href = URL.createObjectURL(file);
    // Never in the page: a shadow root or a policy of the host has nothing to say to it.
    h("a", { href, download: result.name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
    say(`${result.name} went to the browser's downloads.`);
  }
  const item = (title: string) => (of: [ExportKind, string, string]) => {
    const [kind, label, detail] = of;
    const run = () => void open(kind, `${title}: ${label}, ${detail}`).catch(failed);
    return { label, detail, run };
  };
  return {
    picture: () => void open("picture", "This frame: As displayed, PNG").catch(failed),
    sections: () => [
      {
        title: "This frame",
        items: [
          ...FRAME.map(item("This frame")),
          { label: "Download", detail: "PNG", run: () => void keep().catch(failed) },
        ],
      },
      { title: "The series", items: several() ? SERIES.map(item("The series")) : [] },
    ],
  };
}

interface Form {
  el: HTMLElement;
  begin(): void;
  show(state: ExportState): void;
}

function formOf(
  { transport, signal }: { transport: Transport; signal: AbortSignal },
  kind: ExportKind,
  title: string,
  path: string,
): Form {
  const field = h("input", {
    type: "text",
    class: "dw-field",
    "aria-label": "File to write, where Python runs",
    spellcheck: "false",
    autocomplete: "off",
  });
  const over = h("input", { type: "checkbox" });
  const write = h("button", { class: "dw-button", type: "submit" }, "Write");
  const bar = h("progress", { "aria-label": "Writing", hidden: true });
  const ask = (stopped: Promise<unknown>) =>
    stopped.catch((reason) => said.replaceChildren(message(payloadOf(reason))));
  const stopping = () => void ask(transport.request("stop_export", {}, { signal }));
  const stop = h("button", { class: "dw-button", hidden: true, onclick: stopping }, "Stop");
  const said = h("div", { class: "dw-export-said", role: "status" });
  const form = h(
    "form",
    {},
    field,
    h("label", { class: "dw-export-line" }, over, "Replace the file if it is there"),
    h("div", { class: "dw-export-line" }, write, stop, bar),
  );
  const el = h(
    "div",
    { class: "dw-popover dw-export", popover: "auto", role: "dialog", "aria-label": title },
    heading(title),
    form,
    said,
  );
  field.value = path;
  // Keys typed here are no keys of the viewer.
  el.addEventListener("keydown", (event) => event.key !== "Escape" && event.stopPropagation());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    said.replaceChildren();
    const args = { kind, path: field.value, overwrite: over.checked };
    void ask(transport.request("write_export", args, { signal }));
  });
  return {
    el,
    begin() {
      field.focus();
      const name = path.split(/[\\/]/).pop() ?? "";
      field.setSelectionRange(path.length - name.length, path.lastIndexOf("."));
      field.scrollLeft = field.scrollWidth;
    },
    show(state) {
      // The focus stays in the form: with the button that can be pressed now.
      const held = el.querySelector("button:focus") !== null;
      write.disabled = state.running;
      bar.hidden = stop.hidden = !state.running;
      if (held) (state.running ? stop : write).focus();
      bar.max = Math.max(state.total, 1);
      bar.value = state.done;
      if (state.error) said.replaceChildren(message(state.error));
      else if (!state.running)
        said.replaceChildren(...[words(state), ...state.notes].map((text) => h("p", {}, text)));
      else setText(said, "");
    },
  };
}

function words({ bytes, where, error, notes }: ExportState): string {
  if (error) return `${error.message} ${error.remedy ?? ""}`;
  if (!bytes) return notes[0] ?? "";
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `Written: ${where}, ${size}`;
}
