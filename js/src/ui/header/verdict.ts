// What is said below a field while one types.
import type { PutEditArgs, PutEditResult } from "../../sync/edit_messages.ts";
import { h } from "../dom.ts";
import type { Asking } from "./editor.ts";
import { question } from "./question.ts";

export interface Verdict {
  el: HTMLElement;
  /** Ask whether this could be done; the last question counts. */
  ask(args: PutEditArgs): void;
  /** Say what was answered, or that nothing is to be said. */
  say(answer: PutEditResult | null): void;
  /** Forget what was asked. */
  clear(): void;
}

export function verdict(
  asking: Asking,
  signal: AbortSignal,
  onAnswer: (answer: PutEditResult) => void,
): Verdict {
  const el = h("p", { class: "dw-edit-verdict", role: "status" });
  const say = (answer: PutEditResult | null) => {
    const wrong = answer !== null && !answer.ok;
    el.classList.toggle("dw-edit-wrong", wrong);
    el.textContent = wrong
      ? [answer.message, answer.widen ? "" : answer.remedy].filter(Boolean).join(" ")
      : (answer?.allowed ?? "");
  };
  const { ask, clear } = question<PutEditArgs, PutEditResult>(
    (args) => asking.put({ ...args, check: true }),
    {
      answered(answer) {
        say(answer);
        onAnswer(answer);
      },
      failed: asking.failed,
    },
    signal,
  );
  return { el, say, clear, ask };
}
