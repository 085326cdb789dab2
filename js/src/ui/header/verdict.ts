// What is said below a field while one types: asked for shortly after the last key.
import type { PutEditArgs, PutEditResult } from "../../sync/edit_messages.ts";
import { h } from "../dom.ts";
import type { Asking } from "./editor.ts";

const PAUSE = 250;

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
  let timer = 0;
  let last = 0;
  const say = (answer: PutEditResult | null) => {
    const wrong = answer !== null && !answer.ok;
    el.classList.toggle("dw-edit-wrong", wrong);
    el.textContent = wrong
      ? [answer.message, answer.widen ? "" : answer.remedy].filter(Boolean).join(" ")
      : (answer?.allowed ?? "");
  };
  const clear = () => {
    clearTimeout(timer);
    last += 1;
  };
  signal.addEventListener("abort", clear, { once: true });
  return {
    el,
    say,
    clear,
    ask(args) {
      clear();
      const mine = last;
      timer = window.setTimeout(() => {
        asking.put({ ...args, check: true }).then(
          (answer) => {
            if (mine !== last || signal.aborted) return;
            say(answer);
            onAnswer(answer);
          },
          (reason) => mine === last && asking.failed(reason),
        );
      }, PAUSE);
    },
  };
}
