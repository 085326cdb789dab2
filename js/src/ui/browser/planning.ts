// What is planned for a form as it stands: asked for when typing rests; the plan of another form is
// forgotten before it can be written. Pure but for its timer.

interface Plans<A, P> {
  /** What is to be planned; null while there is nothing to do. */
  asked: () => A | null;
  ask: (asked: A, signal: AbortSignal) => Promise<P>;
  /** What may be written: what was planned last, as long as it is what is asked for; else null. */
  allow: (planned: A | null) => void;
  none: () => void;
  wait: () => void;
  show: (plan: P) => void;
  fail: (reason: unknown) => void;
}

export interface Planning {
  /** What is asked for is still being typed. */
  later(): void;
  now(): void;
  /** No plan is wanted any more. */
  stop(): void;
}

/** So long typing rests before the plan follows. */
const REST_MS = 350;

export function planning<A, P>(plans: Plans<A, P>): Planning {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let question = new AbortController();

  const stop = () => {
    clearTimeout(timer);
    question.abort();
    plans.allow(null);
  };
  const now = async () => {
    stop();
    question = new AbortController();
    const { signal } = question;
    const asked = plans.asked();
    if (asked === null) return plans.none();
    plans.wait();
    try {
      const plan = await plans.ask(asked, signal);
      if (signal.aborted) return;
      plans.show(plan);
      plans.allow(asked);
    } catch (reason) {
      if (!signal.aborted) plans.fail(reason);
    }
  };
  return {
    later() {
      stop();
      timer = setTimeout(() => void now(), REST_MS);
    },
    now: () => void now(),
    stop,
  };
}
