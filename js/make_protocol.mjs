// Writes tests/golden/protocol.json from test/protocol.ts. Run by `make golden`.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("test/protocol.ts", import.meta.url))],
  bundle: true,
  format: "esm",
  write: false,
});
const { PROTOCOL } = await import(
  `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`
);
const file = fileURLToPath(new URL("../tests/golden/protocol.json", import.meta.url));
writeFileSync(file, `${JSON.stringify(PROTOCOL, null, 1)}\n`);
