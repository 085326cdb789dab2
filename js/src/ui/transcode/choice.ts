// Which transfer syntax is tried, and how much may be lost in it.
import type { ParameterName, SyntaxInfo, TrialParameter } from "../../sync/transcode_messages.ts";
import { h, setFlag } from "../dom.ts";
import { type Slider, slider } from "../slider.ts";
import { grouped, shortName } from "./words.ts";

export interface Choice {
  to: string;
  parameter: ParameterName | null;
  amount: number | null;
}

export interface ChoiceControls {
  el: HTMLElement;
  /** What there is to choose from. */
  offer(syntaxes: readonly SyntaxInfo[]): void;
  show(choice: Choice): void;
  /** The short name of a transfer syntax. */
  name(keyword: string): string;
}

/** `changed` with true while a thumb is held. */
export function choiceControls(
  changed: (choice: Choice, held: boolean) => void,
  signal: AbortSignal,
): ChoiceControls {
  const syntax = h("select", { class: "dw-trial-select", "aria-label": "Transfer syntax" });
  const by = h("select", { class: "dw-trial-select", "aria-label": "What says how much is lost" });
  const sliders = h("div", { class: "dw-trial-amount" });
  const made = new Map<ParameterName, Slider>();
  const el = h("div", { class: "dw-trial-choice" }, syntax, by, sliders);
  let known: readonly SyntaxInfo[] = [];
  let now: Choice = { to: "", parameter: null, amount: null };
  /** What was chosen last for each parameter. */
  const amounts = new Map<ParameterName, number>();

  const parameters = () => known.find(({ keyword }) => keyword === now.to)?.parameters ?? [];
  const take = (next: Partial<Choice>, held = false) => {
    now = { ...now, ...next };
    if (now.parameter && now.amount !== null) amounts.set(now.parameter, now.amount);
    draw();
    changed(now, held);
  };
  const with_ = (parameter: TrialParameter | undefined): Partial<Choice> => ({
    parameter: parameter?.name ?? null,
    amount: parameter ? (amounts.get(parameter.name) ?? parameter.usual) : null,
  });
  const sliderOf = ({ name, title, least, most, whole, unit }: TrialParameter): Slider => {
    const there = made.get(name);
    if (there) return there;
    const step = whole ? 1 : 0.1;
    const next = slider(
      { label: title, min: least, max: most, step, value: least, unit, open: true },
      signal,
    );
    const value = (given: number) => (whole ? Math.round(given) : given);
    next.onInput((given) => take({ amount: value(given) }, true));
    next.onCommit((given) => take({ amount: value(given) }));
    made.set(name, next);
    return next;
  };
  function draw(): void {
    const own = parameters();
    syntax.value = now.to;
    setFlag(by, "hidden", own.length < 2);
    by.replaceChildren(
      ...own.map(({ name, title }) => h("option", { value: name }, LABELS[name] ?? title)),
    );
    by.value = now.parameter ?? "";
    const shown = own.find(({ name }) => name === now.parameter);
    setFlag(sliders, "hidden", !shown);
    if (!shown) return;
    const bar = sliderOf(shown);
    if (sliders.firstElementChild !== bar.el) sliders.replaceChildren(bar.el);
    if (now.amount !== null) bar.set(now.amount);
  }
  syntax.addEventListener(
    "change",
    () => {
      now = { ...now, to: syntax.value };
      const own = parameters();
      take(with_(own.find(({ name }) => name === now.parameter) ?? own[0]));
    },
    { signal },
  );
  by.addEventListener(
    "change",
    () => take(with_(parameters().find(({ name }) => name === by.value))),
    { signal },
  );
  return {
    el,
    offer(syntaxes) {
      known = syntaxes;
      syntax.replaceChildren(
        ...grouped(syntaxes).map(([label, members]) =>
          h(
            "optgroup",
            { label },
            ...members.map((each) =>
              h(
                "option",
                { value: each.keyword, disabled: each.install !== "" },
                each.install ? `${shortName(each)} (no encoder here)` : shortName(each),
              ),
            ),
          ),
        ),
      );
      draw();
    },
    name(keyword) {
      const found = known.find((each) => each.keyword === keyword);
      return found ? shortName(found) : keyword;
    },
    show(choice) {
      now = choice;
      if (now.parameter && now.amount !== null) amounts.set(now.parameter, now.amount);
      draw();
    },
  };
}

const LABELS: Partial<Record<ParameterName, string>> = {
  quality: "by quality",
  near: "by how far off",
  ratio: "by ratio",
  psnr: "by signal to noise",
  max_error: "by the largest error",
};
