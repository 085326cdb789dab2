// The part of the preview that decides: options, own rules, the same as Python, and writing.
import type { GetPolicyResult, PreviewRow, PutOverrideArgs } from "../sync/messages.ts";
import type { PreviewTraits, State } from "../sync/state.ts";
import { payloadOf, type Transport } from "../sync/transport.ts";
import { copyButton } from "./copy.ts";
import { h, setText } from "./dom.ts";
import { previewOptions } from "./preview_options.ts";
import { override } from "./preview_override.ts";
import { foldedPanel } from "./preview_panel.ts";
import { ruleList } from "./preview_rules.ts";
import { writing } from "./preview_write.ts";

export interface Deciding {
  /** Buttons for the bar. */
  bar: HTMLElement;
  /** What they fold out. */
  panels: HTMLElement;
  /** What stands below the values of an unfolded row. */
  below(row: PreviewRow): HTMLElement[];
}

export interface DecidingTo {
  /** There is a kernel that decides. */
  able(): void;
  /** The rows are others now. */
  changed(): void;
  /** Put the keyboard back on the table. */
  back(): void;
}

export function deciding(
  traits: State<PreviewTraits>,
  transport: Transport,
  to: DecidingTo,
  signal: AbortSignal,
): Deciding {
  /** The version of rules, boxes and key of which the rows on screen are made. */
  let shown: number | null = null;
  let can = false;
  const options = previewOptions((on) => traits.commit({ options: on }));
  const rules = ruleList(() => void decide(transport.request("undo_override", {}, { signal })));
  const write = writing(transport, signal);
  const policy = foldedPanel("Profile and options", options.el, rules.el);
  const target = foldedPanel("Write", write.el);
  const code = copyButton("Copy as Python", async () => {
    return (await transport.request("get_code", {}, { signal })).result.code;
  });
  const said = h("div", { class: "dw-preview-said", role: "status" });
  const bar = h(
    "div",
    { class: "dw-preview-buttons", hidden: true },
    policy.button,
    code,
    target.button,
  );

  function show(found: GetPolicyResult): boolean {
    can = true;
    bar.hidden = false;
    to.able();
    options.list(found.options);
    rules.show(found);
    write.show(found.writing, found.key, found.keyed);
    switched();
    const before = shown;
    shown = found.version;
    return before !== null && before !== shown;
  }
  function switched(): void {
    const on = traits.get("options");
    options.show(on);
    setText(policy.button, `Profile and options${on.length > 0 ? ` (${on.length})` : ""}`);
  }
  async function decide(asked: Promise<{ result: GetPolicyResult }>): Promise<void> {
    try {
      if (show((await asked).result)) to.changed();
      setText(said, "");
      to.back();
    } catch (reason) {
      if (signal.aborted) return;
      const { message, remedy } = payloadOf(reason);
      setText(said, [message, remedy].filter(Boolean).join(" "));
    }
  }
  async function refresh(): Promise<void> {
    try {
      if (show((await transport.request("get_policy", {}, { signal })).result)) to.changed();
    } catch {
      // A saved page decides nothing: it has no buttons for it.
    }
  }
  const put = (args: PutOverrideArgs) =>
    void decide(transport.request("put_override", args, { signal }));

  transport.on("policy", () => void refresh(), signal);
  traits.on(
    "options",
    () => {
      switched();
      // After the switch itself has gone to the kernel.
      setTimeout(() => signal.aborted || to.changed());
    },
    signal,
  );
  void refresh();
  return {
    bar,
    panels: h("div", { class: "dw-preview-panels" }, policy.el, target.el, said),
    below: (row) => (can ? [override(row, put)] : []),
  };
}
