// What to say when nobody answers any more, and when nobody has answered yet.
import type { ErrorPayload } from "../sync/messages.ts";
import type { Transport } from "../sync/transport.ts";
import { h } from "./dom.ts";
import { notice } from "./message.ts";
import type { Stage } from "./stage.ts";

/** A calm line while there is something left to look at, else a placeholder in the image. */
export function lossNotice(
  transport: Transport,
  something: () => boolean,
  stage: Stage,
  signal: AbortSignal,
): HTMLElement {
  const room = h("div", { class: "dw-loss", hidden: true });
  const show = (lost: ErrorPayload | null) => {
    room.hidden = lost === null || !something();
    room.replaceChildren(...(lost ? [notice(sentence(lost), "warning")] : []));
    stage.lost(lost && !something() ? lost : null);
  };
  transport.onLive((_live, lost) => show(lost), signal);
  cutLine(transport, room, signal);
  show(transport.lost);
  return room;
}

/** The connection comes back by itself: said when it takes longer than a blink. */
function cutLine(transport: Transport, room: HTMLElement, signal: AbortSignal): void {
  let timer = 0;
  transport.onCut((cut) => {
    clearTimeout(timer);
    const say = () => {
      if (transport.lost) return;
      room.hidden = !cut;
      room.replaceChildren(...(cut ? [notice(CUT)] : []));
    };
    if (cut) timer = window.setTimeout(say, CUT_MS);
    else say();
  }, signal);
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
}

const CUT_MS = 1000;
const CUT =
  "The connection to the kernel is interrupted. What is still missing comes when it is back; " +
  "if it stays away, run the cell again.";

/** The same above a table: what it holds stays. */
export function lossLine(transport: Transport, look: string, signal: AbortSignal): HTMLElement {
  const room = h("div", { class: look });
  const show = (lost: ErrorPayload | null) => {
    room.hidden = lost === null;
    room.replaceChildren(
      ...(lost ? [notice(`${lost.message} ${lost.remedy ?? ""}`, "warning")] : []),
    );
  };
  transport.onLive((_live, lost) => show(lost), signal);
  cutLine(transport, room, signal);
  show(transport.lost);
  return room;
}

function sentence({ message, remedy }: ErrorPayload): string {
  return `${message} ${(remedy ?? "").replace(/\.$/, "")} to go on. What is already here can still be looked at.`;
}
