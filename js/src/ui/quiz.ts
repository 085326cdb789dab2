// A question, the widget in which its answer is found, and what is said to the answer.
import type { AnyModel, Host } from "../sync/host.ts";
import { type Verdict, verdict } from "../sync/quiz_rule.ts";
import type { QuizTraits, State } from "../sync/state.ts";
import { h, setFlag, setText } from "./dom.ts";
import { keyboard } from "./keyboard.ts";
import { REST_MS } from "./live.ts";
import { notice } from "./message.ts";

interface Place {
  el: HTMLElement;
  signal: AbortSignal;
  host: Host;
}

export function quiz(traits: State<QuizTraits>, { el, signal, host }: Place): void {
  const asked = traits.get("asked");
  const check = h("button", { class: "dw-button dw-quiz-check" }, "Check");
  const hint = h("button", { class: "dw-button" });
  const said = h("div", { class: "dw-quiz-said", role: "status" });
  const hints = h("ol", { class: "dw-quiz-hints", "aria-label": "Hints" });
  const solved = h("span", { class: "dw-pill dw-quiz-solved" }, "✓ Solved");
  const room = h("div", { class: "dw-quiz-room" });
  const root = h(
    "section",
    { class: "dicomwidgets dw-quiz-card", "aria-label": "Question" },
    h(
      "div",
      { class: "dw-quiz-head" },
      h(
        "div",
        { class: "dw-quiz-line" },
        h("span", { class: "dw-quiz-label" }, "Question"),
        solved,
      ),
      h("p", { class: "dw-quiz-text" }, asked.text),
      h("div", { class: "dw-quiz-line" }, check, hint),
      said,
      hints,
    ),
    room,
  );
  keyboard(root, {}, signal);
  let inner: AnyModel | null = null;
  /** Who was shown the answer has not found it. */
  let shown = false;

  const update = () => {
    const seen = traits.get("hints_seen");
    setFlag(solved, "hidden", !traits.get("solved"));
    const texts = asked.hints.slice(0, seen);
    hints.replaceChildren(...texts.map((text) => h("li", {}, text)));
    setFlag(hints, "hidden", texts.length === 0);
    const left = asked.hints.length - seen;
    setText(hint, left > 0 ? `Hint ${seen + 1} of ${asked.hints.length}` : "Show me");
    check.disabled = inner === null;
    hint.disabled = inner === null && left <= 0;
  };
  const say = ({ right, text }: Verdict) => {
    root.dataset.verdict = right ? "right" : "wrong";
    said.replaceChildren(h("b", {}, right ? "✓ Right." : "✗ Not yet."), ` ${text}`);
  };
  // What a gesture has changed is told to the traits once it rests.
  const answer = async (): Promise<void> => {
    if (!inner) return;
    await new Promise((rest) => setTimeout(rest, REST_MS));
    if (signal.aborted) return;
    const found = verdict(asked, (name) => inner?.get(name));
    say(found);
    const tries = traits.get("tries") + 1;
    traits.commit(found.right && !shown ? { tries, solved: true } : { tries });
  };
  const help = () => {
    const seen = traits.get("hints_seen");
    if (seen < asked.hints.length) return traits.commit({ hints_seen: seen + 1 });
    if (!inner) return;
    shown = true;
    for (const [name, value] of Object.entries(asked.show)) inner.set(name, value);
    inner.save_changes();
    root.dataset.verdict = "shown";
    said.replaceChildren(h("b", {}, "So it is."), ` ${asked.why}`);
  };
  check.addEventListener("click", () => void answer());
  hint.addEventListener("click", help);
  for (const name of ["solved", "hints_seen"] as const) traits.on(name, update, signal);
  signal.addEventListener("abort", () => root.remove(), { once: true });
  update();
  el.classList.add("dw-host");
  el.append(root);
  void open().catch(() => room.replaceChildren(notice(UNABLE, "warning")));

  async function open(): Promise<void> {
    const ref = traits.get("widget_ref");
    const [widget, model] = await Promise.all([host.getWidget(ref), host.getModel(ref)]);
    if (signal.aborted) return;
    await widget.render({ el: room, signal });
    inner = model;
    update();
  }
}

const UNABLE = "This notebook program can't show a widget inside another.";
