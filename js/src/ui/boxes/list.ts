// The boxes as lines below the picture: their numbers can be typed, and they can be deleted.
import type {
  Frames,
  GetRedactionResult,
  RedactionBox,
  Scope,
} from "../../sync/preview_messages.ts";
import { h } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Rectangle } from "./rect.ts";

export interface BoxList {
  el: HTMLElement;
  show(found: GetRedactionResult, chosen: number | null): void;
}

export interface BoxListTo {
  put(id: number, rect: Rectangle, scope: Scope, frames: Frames): void;
  drop(id: number): void;
  choose(id: number): void;
}

const SIDES = [
  ["x", "Column"],
  ["y", "Row"],
  ["width", "Width"],
  ["height", "Height"],
] as const;

const FIXED: Readonly<Record<string, string>> = {
  all: "From Python",
  rule: "By a rule",
};

const SCOPES: Readonly<Record<string, string>> = {
  size: "All of this size",
  file: "This file only",
};

export function boxList(to: BoxListTo): BoxList {
  const el = h("ol", { class: "dw-box-list", "aria-label": "Boxes" });
  let said = "";
  const draw = (found: GetRedactionResult, chosen: number | null) => {
    const place = placeOfFocus(el);
    const mine = found.boxes.filter(({ id }) => id !== null);
    const fixed = found.boxes.filter(({ id }) => id === null);
    el.replaceChildren(
      head(mine.length > 0),
      ...mine.map((box, k) => line(box, k + 1, box.id === chosen, found, to)),
      ...fixed.map((box) => fixedLine(box)),
    );
    el.hidden = found.boxes.length === 0;
    if (place) el.querySelector<HTMLElement>(place)?.focus();
  };
  return {
    el,
    show(found, chosen) {
      const next = JSON.stringify([found.boxes, chosen, found.frame, found.frames]);
      if (next === said) return;
      said = next;
      draw(found, chosen);
    },
  };
}

/** Names of the numbers; the fields say theirs themselves. */
function head(numbered: boolean): HTMLElement {
  const names = SIDES.map(([, label]) => h("span", {}, label));
  return h(
    "li",
    { class: "dw-box-head", "aria-hidden": "true", hidden: !numbered },
    h("span", { class: "dw-box-name" }),
    h("span", { class: "dw-box-sides" }, ...names),
  );
}

/** What has the focus in the list, as a selector: it is found again in the list drawn anew. */
function placeOfFocus(el: HTMLElement): string | null {
  const field = el.querySelector<HTMLElement>(":focus");
  const row = field?.closest<HTMLElement>("li");
  return field && row
    ? `li[data-id="${row.dataset.id}"] [data-part="${field.dataset.part}"]`
    : null;
}

function line(
  box: RedactionBox,
  number: number,
  chosen: boolean,
  found: GetRedactionResult,
  to: BoxListTo,
): HTMLElement {
  const { scopes } = found;
  const id = box.id as number;
  const fields = SIDES.map(([side, label]) =>
    h("input", {
      type: "number",
      min: side === "x" || side === "y" ? 0 : 1,
      step: 1,
      class: "dw-field dw-box-number",
      "aria-label": `Box ${number}, ${label.toLowerCase()}`,
      "data-part": side,
      "data-tip": `${label}, in pixels`,
      value: box[side],
    }),
  );
  const scope = h(
    "select",
    { class: "dw-field", "aria-label": `Box ${number}, in which files`, "data-part": "scope" },
    ...scopes.map((each) => h("option", { value: each }, SCOPES[each] ?? each)),
  );
  scope.value = box.scope;
  scope.hidden = scopes.length < 2;
  const times = framesOf(box, number, found, () => put());
  const put = () => {
    const numbers = fields.map((field) => Math.round(field.valueAsNumber));
    const [x = Number.NaN, y = Number.NaN, width = Number.NaN, height = Number.NaN] = numbers;
    if (numbers.every(Number.isFinite) && width > 0 && height > 0)
      to.put(id, { x, y, width, height }, scope.value as Scope, times.frames());
  };
  for (const field of [...fields, scope]) field.addEventListener("change", put);
  return h(
    "li",
    { "data-id": id, class: chosen ? "dw-chosen" : "" },
    h(
      "button",
      {
        class: "dw-button dw-box-name",
        "aria-pressed": String(chosen),
        "data-part": "name",
        onclick: () => to.choose(id),
      },
      `Box ${number}`,
    ),
    h("span", { class: "dw-box-sides" }, ...fields),
    scope,
    h(
      "button",
      {
        class: "dw-button",
        "aria-label": `Delete box ${number}`,
        "data-part": "drop",
        "data-tip": "Delete",
        onclick: () => to.drop(id),
      },
      icon("trash"),
    ),
    times.el,
  );
}

/** In which frames a box is, where the file has several: all, the one shown, or some in a row. */
function framesOf(
  box: RedactionBox,
  number: number,
  { frame, frames: count }: GetRedactionResult,
  put: () => void,
): { el: HTMLElement; frames(): Frames } {
  let now = box.frames;
  const kinds = { all: "All frames", one: "This frame", some: "From … to …" };
  const kind = h(
    "select",
    { class: "dw-field", "aria-label": `Box ${number}, in which frames`, "data-part": "frames" },
    ...Object.entries(kinds).map(([value, label]) => h("option", { value }, label)),
  );
  const isOne = now !== null && now[0] === frame && now[1] === frame;
  kind.value = now === null ? "all" : isOne ? "one" : "some";
  const ends = (["first", "last"] as const).map((end, k) =>
    h("input", {
      type: "number",
      min: 1,
      max: count,
      step: 1,
      class: "dw-field dw-box-number",
      "aria-label": `Box ${number}, ${end} frame`,
      "data-part": end,
      "data-tip": `${end === "first" ? "First" : "Last"} frame, of ${count}`,
      value: (now?.[k] ?? 0) + 1,
      onchange: (event: Event) => {
        const typed = Math.round((event.target as HTMLInputElement).valueAsNumber) - 1;
        if (!now || !(typed >= 0)) return;
        const value = Math.min(typed, count - 1);
        // The other end gives way.
        now = k === 0 ? [value, Math.max(value, now[1])] : [Math.min(value, now[0]), value];
        put();
      },
    }),
  );
  kind.addEventListener("change", () => {
    if (kind.value === "all") now = null;
    else now = kind.value === "one" ? [frame, frame] : [0, count - 1];
    put();
  });
  const range = h("span", { class: "dw-box-ends", hidden: now === null }, ends[0], "–", ends[1]);
  return {
    el: h("span", { class: "dw-box-frames", hidden: count < 2 }, kind, range),
    frames: () => now,
  };
}

function fixedLine({ x, y, width, height, scope }: RedactionBox): HTMLElement {
  return h(
    "li",
    { class: "dw-box-fixed" },
    h("span", { class: "dw-box-name" }, FIXED[scope] ?? scope),
    h("span", {}, `${width} × ${height} at ${x}, ${y}`),
  );
}
