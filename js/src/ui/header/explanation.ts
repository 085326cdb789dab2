// What an element is: our sentence on it, what its VR allows, its Type in this kind of object.
import type { TypeTold } from "../../sync/explanation_messages.ts";
import type { GetExplanationResult, Row, ValueTold, VrTold } from "../../sync/messages.ts";
import { payloadOf, type Transport } from "../../sync/transport.ts";
import { type Child, h } from "../dom.ts";
import { message } from "../message.ts";

const SEPARATOR = " · ";
const USAGES: Record<string, string> = {
  M: "a mandatory",
  C: "a conditional",
  U: "an optional",
};
const TYPES: Record<string, string> = {
  "1": "must have a value",
  "1C": "must have a value, on a condition",
  "2": "must be there, may be empty",
  "2C": "must be there, on a condition",
  "3": "optional",
};

export interface Explaining {
  el: HTMLElement;
  /** Tell of this row; what was told stays until the answer is in. */
  show(row: Row | null): void;
}

export function explanation(transport: Transport, signal: AbortSignal): Explaining {
  const el = h("div", { class: "dw-explanation" });
  let wanted = 0;
  let told = -1;

  const ask = async (id: number, mine: number) => {
    try {
      const { result } = await transport.request("get_explanation", { id }, { signal });
      if (mine !== wanted) return;
      told = id;
      el.replaceChildren(...parts(result));
    } catch (reason) {
      if (signal.aborted || mine !== wanted) return;
      const error = payloadOf(reason);
      // A page without a kernel has the row's own facts, and no word about what is missing.
      const quiet = !transport.live || error.kind === "archive";
      el.replaceChildren(...(quiet ? [] : [message(error)]));
    }
  };
  return {
    el,
    show(row) {
      const mine = ++wanted;
      if (row?.id !== told) el.replaceChildren();
      if (row) void ask(row.id, mine);
    },
  };
}

function parts(told: GetExplanationResult): Node[] {
  const facts: [string, Child[]][] = [
    ["Type", types(told)],
    ["VR", told.vr ? vr(told.vr) : []],
    ["VM", told.vm ? [told.vm === "1" ? "1: one value" : told.vm] : []],
  ];
  return [
    told.retired && h("p", { class: "dw-explained-retired" }, "Retired: the standard gave it up."),
    told.text && h("p", { class: "dw-explained" }, told.text),
    ...told.values.map(value),
    h(
      "dl",
      { class: "dw-facts" },
      ...facts
        .filter(([, content]) => content.length > 0)
        .flatMap(([name, content]) => [h("dt", {}, name), h("dd", {}, ...content)]),
    ),
    told.link && h("p", {}, link(told.link, "In the standard")),
  ].filter((part): part is HTMLElement => part instanceof HTMLElement);
}

function types({ types: uses, object, vr: known }: GetExplanationResult): Child[] {
  if (uses.length === 0) {
    return object && known ? [`Not among the attributes of ${object}.`] : [];
  }
  return uses.map((use) =>
    h(
      "div",
      { class: "dw-explained-type" },
      h("span", { class: "dw-chip" }, use.type || "–"),
      h("span", {}, TYPES[use.type] ?? ""),
      h(
        "div",
        { class: "dw-dim" },
        "in ",
        link(use.link, use.module),
        `, ${USAGES[use.usage] ?? `a ${use.usage}`} module of ${object}`,
      ),
      use.type.endsWith("C") && h("div", { class: "dw-dim" }, conditionOf(use)),
    ),
  );
}

/** What is said of a condition that nobody decides, and why not. */
function conditionOf({ condition, type }: TypeTold): string {
  if (condition) return `Required if ${condition}.`;
  return (
    `The condition of Type ${type} is not decided here: it depends on what the object does not say, ` +
    "or on wording of the standard that no check follows. So its absence is never called a problem."
  );
}

function vr({ code, name, limit, repertoire, padding, explanation: text, link: to }: VrTold) {
  const allows = [
    limit && (limit.endsWith(", always") ? limit.replace(", always", "") : `at most ${limit}`),
    repertoire,
    padding !== "none" && `padded with a ${padding}`,
  ].filter(Boolean);
  return [
    h("span", { class: "dw-chip" }, code),
    " ",
    link(to, name),
    h("div", {}, text),
    h("div", { class: "dw-dim" }, allows.join(SEPARATOR)),
  ];
}

function value({ value: written, name, explanation: text, link: to }: ValueTold): HTMLElement {
  return h(
    "div",
    { class: "dw-explained-value" },
    h("div", {}, to ? link(to, name) : name),
    h("code", { class: "dw-dim" }, written),
    text && h("div", {}, text),
  );
}

/** A link that only the user follows. */
function link(to: string, text: string): HTMLElement {
  if (!to.startsWith("https:")) return h("span", {}, text);
  const attributes = { href: to, target: "_blank", rel: "noopener noreferrer", class: "dw-link" };
  return h("a", attributes, text);
}
