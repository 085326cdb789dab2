// The head of a packed bundle (js/build.mjs): inflates and imports the widget that travels in it.
import { bytesOf } from "../sync/buffers.ts";
import type { Widget } from "../sync/host.ts";

/** `payload` is the deflated module as base64. A blob is fetched from another process: only what is
 * imported is one. */
export async function unpack(payload: string): Promise<Widget> {
  const bytes = bytesOf(payload);
  const inflate = new DecompressionStream("deflate-raw");
  const writer = inflate.writable.getWriter();
  void writer.write(bytes);
  void writer.close();
  const code = await new Response(inflate.readable).text();
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { default: widget } = await import(url).finally(() => URL.revokeObjectURL(url));
  return widget();
}
