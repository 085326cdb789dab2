// The head of a packed bundle (js/build.mjs): inflates and imports the widget that travels in it.

import type { Widget } from "../sync/host.ts";
import { fromBase85 } from "./base85.ts";

/** `payload` is the deflated module in base 85. A blob is fetched from another process: only what is
 * imported is one. */
export async function unpack(payload: string): Promise<Widget> {
  const bytes = fromBase85(payload);
  const inflate = new DecompressionStream("deflate-raw");
  const writer = inflate.writable.getWriter();
  void writer.write(bytes);
  void writer.close();
  const code = await new Response(inflate.readable).text();
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { default: widget } = await import(url).finally(() => URL.revokeObjectURL(url));
  return widget();
}
