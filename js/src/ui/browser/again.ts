// When to ask again for what is on screen while a collection fills: soon after something came, not
// before the last question is answered, and not too often. Pure but for its timer.

export interface Again {
  /** Something has changed. */
  now(): void;
  /** The last question is answered, or has failed; `more` where changes go on. */
  answered(more: boolean): void;
}

/** Between two questions; and so long until one is asked though nobody said that something came. */
const BETWEEN_MS = 400;
const AT_LATEST_MS = 3000;

export function again(ask: () => void, signal: AbortSignal): Again {
  let waiting = true;
  let changed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const go = () => {
    if (signal.aborted) return;
    clearTimeout(timer);
    waiting = true;
    changed = false;
    ask();
  };
  const later = (milliseconds: number) => {
    clearTimeout(timer);
    if (!signal.aborted) timer = setTimeout(go, milliseconds);
  };
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  return {
    now() {
      if (!changed && !waiting) later(BETWEEN_MS);
      changed = true;
    },
    answered(more) {
      waiting = false;
      if (changed) later(BETWEEN_MS);
      else if (more) later(AT_LATEST_MS);
    },
  };
}
