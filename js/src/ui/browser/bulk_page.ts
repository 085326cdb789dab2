// A page beside the rows that plans something for the files of what is selected, and does it. What was
// filled in, and what is being written, is there again when it opens again.
import type { BulkAsked, BulkPlan, BulkState } from "../../sync/bulk_messages.ts";
import { payloadOf, type Transport } from "../../sync/transport.ts";
import { h } from "../dom.ts";
import { message, notice } from "../message.ts";
import { bulkRows } from "./bulk_rows.ts";
import { bulkRun } from "./bulk_run.ts";
import type { PagePane } from "./page_pane.ts";
import { planning } from "./planning.ts";

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

/** `signal`: of what the page opens in, however often it does. */
export function bulkPage(transport: Transport, page: Page, signal: AbortSignal): PagePane {
  const make = () => {
    let ids: number[] = [];
    const rows = bulkRows();
    const trouble = h("div", {});
    const form = page.form(() => plans.later());
    const run = bulkRun(transport, page, signal);
    const plans = planning<BulkAsked, BulkPlan>({
      asked() {
        const asked = ids.length > 0 && form.asked();
        return asked ? { ids, ...asked } : null;
      },
      ask: async (asked, until) =>
        (await transport.request("get_bulk_plan", asked, { signal: until })).result,
      allow: run.allow,
      none() {
        rows.clear();
        const words = ids.length === 0 ? "Select patients, studies or series." : page.first;
        trouble.replaceChildren(notice(words));
      },
      wait() {
        trouble.replaceChildren();
        rows.wait();
      },
      show: (plan) => rows.show(plan, page.kind),
      fail(reason) {
        rows.clear();
        trouble.replaceChildren(message(payloadOf(reason)));
      },
    });
    signal.addEventListener("abort", plans.stop, { once: true });
    const show = (next: number[]) => {
      ids = next;
      plans.now();
    };
    const el = h("div", { class: "dw-bulk" }, form.el, run.el, trouble, rows.el);
    return { el, show, close: plans.stop };
  };
  let made: ReturnType<typeof make> | null = null;
  return {
    kind: page.pane,
    mount(el, closed) {
      made ??= make();
      const { show, close } = made;
      closed.addEventListener("abort", close, { once: true });
      el.replaceChildren(made.el);
      return { show };
    },
  };
}
