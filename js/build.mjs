// Builds one bundle (and one style sheet) per widget into dicomwidgets/static, and records the
// hash of every source that went into it, so that a test can tell a stale bundle.
// `node build.mjs series_viewer` builds only that one.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(here, "../dicomwidgets/static");
const record = join(out, "manifest.json");
const folders = { "src/widgets": "esm", "src/host": "iife" };

const entries = Object.entries(folders).flatMap(([folder, format]) =>
  existsSync(join(here, folder))
    ? readdirSync(join(here, folder))
        .filter((file) => file.endsWith(".ts"))
        .map((file) => ({ name: basename(file, ".ts"), source: join(folder, file), format }))
    : [],
);

// A sheet imported with "?inline" is a text in the bundle, and deflated with it.
const INLINE = "inline";
function inline(sources) {
  return {
    name: INLINE,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.css\?inline$/ }, ({ path, resolveDir }) => ({
        path: resolve(resolveDir, path.replace("?inline", "")),
        namespace: INLINE,
      }));
      onLoad({ filter: /./, namespace: INLINE }, async ({ path }) => {
        const { outputFiles, metafile } = await build({
          absWorkingDir: here,
          entryPoints: [path],
          bundle: true,
          minify: true,
          write: false,
          charset: "utf8",
          legalComments: "none",
          metafile: true,
        });
        sources.push(...Object.keys(metafile.inputs));
        return { contents: outputFiles[0].text, loader: "text" };
      });
    },
  };
}

function hashes(inputs) {
  const own = inputs
    .filter((input) => !input.startsWith(`${INLINE}:`))
    .map((input) => relative(here, resolve(here, input)))
    .filter((input) => !input.startsWith("node_modules"))
    .sort();
  const sha = (file) =>
    createHash("sha256")
      .update(readFileSync(join(here, file)))
      .digest("hex");
  return Object.fromEntries(own.map((source) => [source, sha(source)]));
}

// Jupyter sends and saves the text with every instance of a widget: a large one travels deflated,
// inside a module that inflates and imports it. A blob is fetched from another process: only what is
// imported is one.
const PACKED_FROM = 40_000;
const PAYLOAD = /"([A-Za-z0-9+/=]{1000,})"/;

function packed(code, before) {
  // What deflates to other bytes with another zlib is still the same bundle.
  const old = PAYLOAD.exec(before)?.[1];
  if (old && inflateRawSync(Buffer.from(old, "base64")).equals(Buffer.from(code))) return before;
  const payload = deflateRawSync(code, { level: 9 }).toString("base64");
  return `// Deflated by js/build.mjs from js/src: read it there.
const payload = "${payload}";
export default async () => {
  const text = atob(payload);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  const inflate = new DecompressionStream("deflate-raw");
  const writer = inflate.writable.getWriter();
  writer.write(bytes);
  writer.close();
  const code = await new Response(inflate.readable).text();
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { default: widget } = await import(url).finally(() => URL.revokeObjectURL(url));
  return widget();
};
`;
}

async function bundle({ name, source, format }) {
  const sheets = [];
  const built = await build({
    absWorkingDir: here,
    entryPoints: [source],
    outfile: join(out, `${name}.js`),
    bundle: true,
    minify: true,
    write: false,
    format,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    plugins: [inline(sheets)],
  });
  const inputs = [...Object.keys(built.metafile.inputs), ...sheets];
  return { name, format, sources: hashes(inputs), files: built.outputFiles };
}

// Nothing is written before everything asked for is built: a failure leaves the old bundles.
const asked = process.argv.slice(2);
const wanted = entries.filter(({ name }) => asked.length === 0 || asked.includes(name));
const built = await Promise.all(wanted.map(bundle));

mkdirSync(out, { recursive: true });
const manifest = existsSync(record) ? JSON.parse(readFileSync(record, "utf8")) : {};
for (const { name, format, sources, files } of built) {
  manifest[name] = sources;
  for (const { path, text } of files) {
    const before = existsSync(path) ? readFileSync(path, "utf8") : "";
    const large = format === "esm" && path.endsWith(".js") && text.length >= PACKED_FROM;
    writeFileSync(path, large ? packed(text, before) : text);
  }
}
const names = new Set(entries.map(({ name }) => name));
for (const file of readdirSync(out))
  if (/\.(js|css)$/.test(file) && !names.has(file.replace(/\.\w+$/, ""))) rmSync(join(out, file));
const kept = Object.keys(manifest).filter((name) => names.has(name));
const sorted = Object.fromEntries(kept.sort().map((name) => [name, manifest[name]]));
writeFileSync(record, `${JSON.stringify(sorted, null, 1)}\n`);
