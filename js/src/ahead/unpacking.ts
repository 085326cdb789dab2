// The head of a packed bundle (js/build.mjs): inflates and imports the widget that travels in it.
import type { Widget } from "../sync/host.ts";
import { fromBase85 } from "./base85.ts";
import { refusal } from "./refusal.ts";

/** `payload` is the deflated module in base 85. Where it can't be had, the widget says why. */
export async function unpack(payload: string): Promise<Widget> {
  let code: string;
  try {
    code = await inflated(payload);
  } catch (reason) {
    if (typeof DecompressionStream === "undefined" || reason instanceof NotAFormat)
      return refusal(
        "This browser can't unpack the widget.",
        "It takes Chrome or Edge 103, Firefox 113, Safari 16.4, or later.",
      );
    return refusal(
      "The widget's program is damaged.",
      "pip install --force-reinstall dicomwidgets, then run the cell anew.",
    );
  }
  try {
    return await imported(code);
  } catch (reason) {
    return refusal(
      `This page does not let the widget's program run: ${reason}.`,
      "Its Content-Security-Policy has to allow scripts from blob: addresses.",
    );
  }
}

class NotAFormat extends Error {}

async function inflated(payload: string): Promise<string> {
  const inflate = stream();
  const writer = inflate.writable.getWriter();
  // What is wrong with the bytes is told by the reading end.
  const calm = () => {};
  writer.write(fromBase85(payload)).catch(calm);
  writer.close().catch(calm);
  return new Response(inflate.readable).text();
}

/** The first browsers with a DecompressionStream had no raw one. */
function stream(): DecompressionStream {
  try {
    return new DecompressionStream("deflate-raw");
  } catch {
    throw new NotAFormat();
  }
}

/** A blob is fetched from another process: only what is imported is one. */
async function imported(code: string): Promise<Widget> {
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { default: widget } = await import(url).finally(() => URL.revokeObjectURL(url));
  return widget();
}
