// A page beside the rows that plans something for the files of what is selected, and does it.
import type { BulkAsked, BulkState } from "../../sync/bulk_messages.ts";
import { payloadOf, type Transport } from "../../sync/transport.ts";
import { h } from "../dom.ts";
import { message, notice } from "../message.ts";
import { bulkRows } from "./bulk_rows.ts";
import { bulkRun } from "./bulk_run.ts";
import type { PagePane } from "./page_pane.ts";

/** What is filled in above the plan. */
export interface BulkForm {
  el: HTMLElement;
  /** What is asked for; null while there is nothing to do yet. */
  asked(): Omit<BulkAsked, "ids"> | null;
}

interface Page {
  pane: string;
  kind: BulkState["kind"];
  verb: string;
  /** Until something is filled in. */
  first: string;
  form(changed: () => void): BulkForm;
}

/** So long typing rests before the plan follows. */
const REST_MS = 350;

export function bulkPage(transport: Transport, page: Page): PagePane {
  return {
    kind: page.pane,
    mount(el, signal) {
      let ids: number[] = [];
      let question = 0;
      let timer = 0;
      const rows = bulkRows();
      const trouble = h("div", {});
      const changed = () => {
        clearTimeout(timer);
        run.allow(false);
        timer = window.setTimeout(() => void plan(), REST_MS);
      };
      const form = page.form(changed);
      const asked = (): BulkAsked => ({ ids, editing: null, exporting: null, ...form.asked() });
      const run = bulkRun(transport, { kind: page.kind, verb: page.verb, asked }, signal);
      const plan = async () => {
        const mine = ++question;
        trouble.replaceChildren();
        if (ids.length === 0 || form.asked() === null) {
          rows.clear();
          const words = ids.length === 0 ? "Select patients, studies or series." : page.first;
          return void trouble.replaceChildren(...(words ? [notice(words)] : []));
        }
        rows.wait();
        try {
          const { result } = await transport.request("get_bulk_plan", asked(), { signal });
          if (mine !== question) return;
          rows.show(result, page.kind);
          run.allow(true);
        } catch (reason) {
          if (mine !== question || signal.aborted) return;
          rows.clear();
          trouble.replaceChildren(message(payloadOf(reason)));
        }
      };
      signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
      el.replaceChildren(h("div", { class: "dw-bulk" }, form.el, run.el, trouble, rows.el));
      return {
        show(next) {
          ids = next;
          run.allow(false);
          void plan();
        },
      };
    },
  };
}
