// A question that is asked shortly after the last key; only the answer to the last one counts.

const PAUSE = 250;

export interface Question<Q> {
  ask(question: Q): void;
  /** Forget what was asked. */
  clear(): void;
}

export function question<Q, A>(
  put: (question: Q) => Promise<A>,
  to: { answered(answer: A): void; failed(reason: unknown): void },
  signal: AbortSignal,
): Question<Q> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  const clear = () => {
    clearTimeout(timer);
    last += 1;
  };
  signal.addEventListener("abort", clear, { once: true });
  return {
    clear,
    ask(asked) {
      clear();
      const mine = last;
      const stands = () => mine === last && !signal.aborted;
      timer = setTimeout(() => {
        put(asked).then(
          (answer) => stands() && to.answered(answer),
          (reason) => stands() && to.failed(reason),
        );
      }, PAUSE);
    },
  };
}
