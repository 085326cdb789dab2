// What is passed over: a switch for each group, a chip for each other rule.
import { h, setFlag } from "../dom.ts";
import { icon } from "../icons.ts";

export type Switch = "uids" | "dates" | "private" | "group_lengths";

const SWITCHES: [Switch, string, string][] = [
  ["uids", "UIDs", "Unique identifiers, but those that the standard issued"],
  ["dates", "Dates", "Dates and times"],
  ["private", "Private", "Private elements and their creators"],
  ["group_lengths", "Group lengths", "Elements (gggg,0000)"],
];

export interface Rules {
  el: HTMLElement;
  /** `on`: the switches; `others`: what else; `changeable`: whether anybody compares anew. */
  show(on: readonly Switch[], others: readonly string[], changeable: boolean): void;
}

export interface RulesTo {
  switched(on: Switch[]): void;
  removed(rule: string): void;
}

export function rules(to: RulesTo): Rules {
  const buttons = SWITCHES.map(([key, label, tip]) => {
    const flip = () => {
      const flipped = (other: Switch) => (other === key) !== isOn(other);
      to.switched(SWITCHES.map(([other]) => other).filter(flipped));
    };
    const props = { class: "dw-button", "aria-pressed": "false", "data-tip": tip, onclick: flip };
    return [key, h("button", props, label)] as const;
  });
  const isOn = (key: Switch) =>
    buttons.find(([other]) => other === key)?.[1].getAttribute("aria-pressed") === "true";
  const others = h("span", { class: "dw-rules-others" });
  const el = h(
    "div",
    { class: "dw-rules", role: "group", "aria-label": "Ignore" },
    h("span", { class: "dw-rules-word", "aria-hidden": "true" }, "Ignore"),
    ...buttons.map(([, button]) => button),
    others,
  );
  return {
    el,
    show(on, more, changeable) {
      el.hidden = !changeable && on.length + more.length === 0;
      for (const [key, button] of buttons) {
        setFlag(button, "aria-pressed", on.includes(key));
        button.hidden = !changeable && !on.includes(key);
        button.disabled = !changeable;
      }
      others.replaceChildren(...more.map((rule) => chip(rule, changeable, to)));
    },
  };
}

function chip(rule: string, changeable: boolean, to: RulesTo): HTMLElement {
  if (!changeable) return h("span", { class: "dw-rule" }, rule);
  const props = { class: "dw-rule", "aria-label": `Ignore ${rule} no more` };
  return h("button", { ...props, onclick: () => to.removed(rule) }, rule, icon("close"));
}
