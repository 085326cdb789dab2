// A document that travels in the object: what it is, its text where it is text, and a button that
// saves it. Its bytes come piece by piece.
import { bytesOf } from "../../sync/buffers.ts";
import type { DocumentInfo } from "../../sync/report_messages.ts";
import { payloadOf, type Transport } from "../../sync/transport.ts";
import { h, setText } from "../dom.ts";
import { message } from "../message.ts";

const CHUNK = 1024 * 1024;
const MOST_TEXT = 256 * 1024;

export function card(info: DocumentInfo, transport: Transport, signal: AbortSignal): HTMLElement {
  const said = h("span", { class: "dw-report-quiet", role: "status" });
  const trouble = h("div", {});
  const save = h("button", { class: "dw-button", onclick: () => void keep() }, "Save as a file");
  const guard = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (reason) {
      if (!signal.aborted) trouble.replaceChildren(message(payloadOf(reason)));
    }
  };
  const keep = () =>
    guard(async () => {
      save.disabled = true;
      try {
        const parts = await pieces(info.length, transport, signal, (done) =>
          setText(said, `${percent(done, info.length)} %`),
        );
        hand(new Blob(parts, { type: info.mime_type }), `document.${info.suffix}`);
        setText(said, `Saved as document.${info.suffix}`);
      } finally {
        save.disabled = false;
      }
    });
  const facts = [info.kind, info.mime_type, bytes(info.length)].filter(Boolean).join(" · ");
  const text = h("pre", {
    class: "dw-report-source",
    tabindex: "0",
    "aria-label": "Text of the document",
    hidden: true,
  });
  if (info.text)
    void guard(async () => {
      const length = Math.min(info.length, MOST_TEXT);
      const parts = await pieces(length, transport, signal, () => {});
      setText(text, await new Blob(parts).text());
      text.hidden = false;
    });
  return h(
    "div",
    { class: "dw-report-card" },
    h("div", { class: "dw-report-paper", "aria-hidden": "true" }, info.suffix.toUpperCase()),
    h(
      "div",
      { class: "dw-report-about" },
      h("strong", {}, info.title || info.kind),
      h("span", { class: "dw-report-quiet" }, facts),
      h("div", { class: "dw-report-acts" }, save, said),
    ),
    trouble,
    text,
  );
}

async function pieces(
  length: number,
  transport: Transport,
  signal: AbortSignal,
  told: (done: number) => void,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let start = 0; start < length; start += CHUNK) {
    const stop = Math.min(start + CHUNK, length);
    const { buffers } = await transport.request("get_document", { start, stop }, { signal });
    if (buffers[0]) parts.push(bytesOf(buffers[0]));
    told(stop);
  }
  return parts;
}

/** Let the browser keep it where it keeps downloads. */
function hand(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const percent = (done: number, all: number) => Math.round((100 * done) / Math.max(all, 1));

function bytes(length: number): string {
  if (length < 1000) return `${length} bytes`;
  if (length < 1e6) return `${(length / 1000).toFixed(length < 10_000 ? 1 : 0)} kB`;
  return `${(length / 1e6).toFixed(1)} MB`;
}
