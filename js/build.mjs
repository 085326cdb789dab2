// Builds one ESM bundle (and one style sheet) per widget into dicomwidgets/static, and records
// the hash of every source that went into it, so that a test can tell a stale bundle.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(here, "../dicomwidgets/static");
const sha = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

const folders = { "src/widgets": "esm", "src/host": "iife" };
const manifest = {};
for (const file of readdirSync(out)) if (/\.(js|css)$/.test(file)) rmSync(join(out, file));
for (const [folder, format] of Object.entries(folders)) {
  let names = [];
  try {
    names = readdirSync(join(here, folder)).filter((name) => name.endsWith(".ts"));
  } catch {}
  for (const name of names.sort()) {
    const widget = basename(name, ".ts");
    const result = await build({
      absWorkingDir: here,
      entryPoints: [join(folder, name)],
      outfile: join(out, `${widget}.js`),
      bundle: true,
      minify: true,
      format,
      target: "es2022",
      charset: "utf8",
      legalComments: "none",
      metafile: true,
    });
    const sources = Object.keys(result.metafile.inputs)
      .map((input) => relative(here, resolve(here, input)))
      .filter((input) => !input.startsWith("node_modules"))
      .sort();
    manifest[widget] = Object.fromEntries(sources.map((source) => [source, sha(join(here, source))]));
  }
}
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
