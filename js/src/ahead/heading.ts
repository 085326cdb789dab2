// The head of a packed bundle whose widget has something to show before it is unpacked.
import type { AnyModel, Later, Widget } from "../sync/host.ts";
import { type Mailbox, mailbox } from "./mailbox.ts";

/** What a widget shows before it is unpacked; made once a model, in `initialize`. */
export type Ahead = (model: AnyModel, signal: AbortSignal) => Show;

/** Show it in a view, until what is returned is called. */
type Show = (el: HTMLElement, signal: AbortSignal) => () => void;

/** Where nothing is painted, in a page behind others, it is not waited for. */
const LATEST_MS = 100;

/** A widget that is there at once, and hands over to the one that `load` brings. */
export function headed(load: () => Promise<Widget>, ahead: Ahead): Widget {
  let whole: Promise<Widget>;
  let there: Widget | null = null;
  let show: Show;
  const begin = async (signal: AbortSignal, { model, deliver }: Mailbox) => {
    // Unpacking keeps the page busy: what is shown ahead is painted before.
    await painted();
    const widget = await load();
    const exports = signal.aborted ? undefined : widget.initialize?.({ model, signal });
    there = widget;
    deliver();
    return { widget, exports };
  };
  return {
    initialize({ model, signal }): Later {
      show = ahead(model, signal);
      const begun = begin(signal, mailbox(model, signal));
      whole = begun.then(({ widget }) => widget);
      const ready = begun.then(({ exports }) => exports);
      // Whoever renders hears of it.
      ready.catch(() => {});
      return { ready };
    },
    async render(props) {
      if (there) return there.render(props);
      const end = show(props.el, props.signal);
      const widget = await whole.finally(end);
      // What was shown ahead and what takes its place change within one task: nothing is painted
      // between.
      if (!props.signal.aborted) return widget.render(props);
    },
  };
}

function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, LATEST_MS);
    requestAnimationFrame(() => setTimeout(resolve));
  });
}
