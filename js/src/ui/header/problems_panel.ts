// The tab about the whole file: what is wrong with it, why it matters, what to do.
import type { GetProblemsResult, ProblemRow } from "../../sync/messages.ts";
import { payloadOf, type Transport } from "../../sync/transport.ts";
import { h, setFlag } from "../dom.ts";
import { message } from "../message.ts";
import { counted, countsOf, groupsOf, type ProblemGroup, SEVERITIES } from "./problem_groups.ts";
import type { SideTab } from "./side.ts";

const MOST_PLACES = 50;

export interface ProblemsOptions {
  /** Show the row that a problem is about. */
  onGo: (problem: ProblemRow) => void;
  /** How many errors and warnings there are, for the tab's badge; empty for none. */
  onCount: (text: string, label: string) => void;
}

export interface ProblemsTab extends SideTab {
  /** The panel can be seen: find out how many there are. */
  wake(): void;
  /** The table shows another file; `seen` where the panel can be seen. */
  change(seen: boolean): void;
}

export function problemsTab(
  transport: Transport,
  { onGo, onCount }: ProblemsOptions,
  signal: AbortSignal,
): ProblemsTab {
  const chosen = new Set(SEVERITIES);
  const head = h("div", { class: "dw-problems-head", role: "group", "aria-label": "Severity" });
  const list = h("div", { class: "dw-problems-list" });
  const el = h("div", { class: "dw-problems-panel" }, head, list);
  let known: GetProblemsResult | null = null;
  let asked = 0;
  let asking = false;

  const ask = async () => {
    if (asking || known) return;
    asking = true;
    const mine = ++asked;
    try {
      const { result } = await transport.request("get_problems", {}, { signal });
      if (mine !== asked) return;
      known = result;
      draw(result);
    } catch (reason) {
      if (signal.aborted || mine !== asked) return;
      head.replaceChildren();
      list.replaceChildren(message(payloadOf(reason)));
    } finally {
      if (mine === asked) asking = false;
    }
  };
  const draw = ({ problems, validator }: GetProblemsResult) => {
    const counts = countsOf(problems);
    const grave = counts.error + counts.warning;
    const label = SEVERITIES.filter((each) => counts[each])
      .map((each) => counted(counts[each], each))
      .join(", ");
    onCount(grave ? String(grave) : "", label);
    head.replaceChildren(
      ...SEVERITIES.filter((each) => counts[each]).map((each) => {
        const button = h(
          "button",
          { class: `dw-button dw-severity-${each}`, "aria-pressed": "true", onclick: toggle },
          counted(counts[each], each),
        );
        setFlag(button, "aria-pressed", chosen.has(each));
        function toggle(): void {
          if (!chosen.delete(each)) chosen.add(each);
          setFlag(button, "aria-pressed", chosen.has(each));
          fill(problems);
        }
        return button;
      }),
    );
    fill(problems);
    if (!validator) {
      list.append(
        h("p", { class: "dw-dim" }, "dciodvfy (dicom3tools), where installed, adds its findings."),
      );
    }
  };
  const fill = (problems: readonly ProblemRow[]) => {
    const groups = groupsOf(problems, chosen);
    const nothing = problems.length ? "None of the chosen severity." : "Nothing is wrong here.";
    list.replaceChildren(
      groups.length
        ? h("ul", {}, ...groups.map((group) => entry(group, onGo)))
        : h("p", { class: "dw-side-nothing" }, nothing),
    );
  };
  return {
    key: "problems",
    label: "Problems",
    mount(room) {
      room.append(el);
      return {
        show() {
          if (!known) list.replaceChildren(h("p", { class: "dw-side-nothing" }, "Looking …"));
          void ask();
        },
      };
    },
    wake: () => void ask(),
    change(seen) {
      known = null;
      asked++;
      asking = false;
      onCount("", "");
      if (seen) void ask();
    },
  };
}

function entry({ first, places }: ProblemGroup, onGo: ProblemsOptions["onGo"]): HTMLElement {
  const { severity, message: text, why, fix, source } = first;
  return h(
    "li",
    { class: `dw-found dw-severity-${severity}` },
    h("span", { class: "dw-found-sign", role: "img", "aria-label": severity }),
    h("div", { class: "dw-found-where" }, where(first, onGo)),
    h("div", {}, text),
    places.length > 1 && elsewhere(places, onGo),
    h("div", { class: "dw-dim" }, why),
    h("div", { class: "dw-found-fix" }, fix),
    source !== "dicomwidgets" && h("div", { class: "dw-dim" }, `Found by ${sourceName(source)}.`),
  );
}

function where(problem: ProblemRow, onGo: ProblemsOptions["onGo"]): Node | string {
  const { id, name, path, tag } = problem;
  const words = name || path || "The file";
  if (id < 0) return path && name ? `${words} ${tag}` : words;
  const label = path ? `${path}: show its row` : `${words}: show its row`;
  return h(
    "button",
    { class: "dw-found-go", title: path, "aria-label": label, onclick: () => onGo(problem) },
    words,
  );
}

/** The other places of a problem that is in many. */
function elsewhere(places: ProblemRow[], onGo: ProblemsOptions["onGo"]): HTMLElement {
  const shown = places.slice(0, MOST_PLACES);
  const more = places.length - shown.length;
  return h(
    "details",
    { class: "dw-found-places" },
    h("summary", {}, `In ${places.length.toLocaleString("en-US")} places`),
    ...shown.map((place) =>
      h("div", {}, where({ ...place, name: place.path || place.name }, onGo)),
    ),
    more > 0 && h("div", { class: "dw-dim" }, `and ${more.toLocaleString("en-US")} more`),
  );
}

function sourceName(source: string): string {
  return source === "reading" ? "the reader" : source;
}
