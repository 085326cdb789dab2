// The one script that stands in a page as it is: unpacks the other (host.ts), which travels deflated.
import { fromBase85 } from "../ahead/base85.ts";

async function boot(): Promise<void> {
  const packed = document.getElementById("dw-host")?.textContent ?? "";
  const stream = new Blob([fromBase85(packed)])
    .stream()
    .pipeThrough(new DecompressionStream("deflate"));
  const code = await new Response(stream).text();
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  await import(url).finally(() => URL.revokeObjectURL(url));
}

boot().catch((reason) => {
  document.body.dataset.failed = String(reason);
  const said = document.createElement("p");
  said.textContent =
    "This browser can't show the page. It takes Chrome or Edge 103, Firefox 113, Safari 16.4, or later.";
  document.body.prepend(said);
});
