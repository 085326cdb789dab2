// Play the slices: ten a second, never past one that is still on its way.
const PERIOD_MS = 100;

export interface Cine {
  readonly playing: boolean;
  toggle(on?: boolean): void;
}

/** `step` shows the next slice if it is there. */
export function cine(step: () => void, changed: (on: boolean) => void, signal: AbortSignal): Cine {
  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
  };
  signal.addEventListener("abort", stop, { once: true });
  return {
    get playing() {
      return timer !== 0;
    },
    toggle(on = timer === 0) {
      if (on === (timer !== 0)) return;
      if (on) timer = window.setInterval(step, PERIOD_MS);
      else stop();
      changed(on);
    },
  };
}
