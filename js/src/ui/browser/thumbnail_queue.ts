// Which thumbnails are asked for, and when: those that are wanted now, a few at a time, once
// scrolling rests; a question that nobody waits for any more is withdrawn. Pure but for its timer.

export interface ThumbnailQueue {
  /** It is on screen. */
  want(id: number): void;
  /** It is not any more. */
  drop(id: number): void;
  /** Pictures that came so far may be old: ask anew for those that are wanted, and later the others. */
  renew(): void;
  /** It has to be asked for again when it is wanted next. */
  forget(id: number): void;
}

interface Options {
  /** Ask for these, and show them; rejects where nothing came. */
  ask: (ids: number[], signal: AbortSignal) => Promise<void>;
  atATime?: number;
  /** Milliseconds of rest before the first question. */
  rest?: number;
}

export function thumbnailQueue(
  { ask, atATime = 3, rest = 80 }: Options,
  signal: AbortSignal,
): ThumbnailQueue {
  const wanted = new Set<number>();
  const done = new Set<number>();
  let asking: { ids: number[]; gone: AbortController } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const soon = () => {
    clearTimeout(timer);
    if (!signal.aborted) timer = setTimeout(() => void pump(), rest);
  };
  const pump = async (): Promise<void> => {
    if (asking || signal.aborted) return;
    const ids = [...wanted].filter((id) => !done.has(id)).slice(0, atATime);
    if (ids.length === 0) return;
    const mine = { ids, gone: new AbortController() };
    asking = mine;
    // Else a picture that fails again and again would be asked for again and again.
    for (const id of ids) done.add(id);
    try {
      await ask(ids, mine.gone.signal);
    } catch {
      if (mine.gone.signal.aborted) for (const id of ids) done.delete(id);
    } finally {
      asking = null;
    }
    void pump();
  };
  signal.addEventListener(
    "abort",
    () => {
      clearTimeout(timer);
      asking?.gone.abort();
    },
    { once: true },
  );
  return {
    want(id) {
      wanted.add(id);
      if (!done.has(id)) soon();
    },
    drop(id) {
      wanted.delete(id);
      if (asking && !asking.ids.some((each) => wanted.has(each))) asking.gone.abort();
    },
    renew() {
      done.clear();
      soon();
    },
    forget: (id) => done.delete(id),
  };
}
