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

// esbuild leaves custom properties as they are written.
function tight(css) {
  const value = (text) => text.replaceAll(", ", ",").replaceAll(" / ", "/");
  return css
    .replace(/(--[\w-]+): ([^;}"']*)(?=[;}])/g, (_, name, text) => `${name}:${value(text)}`)
    .replace(/(var\(--[\w-]+), /g, "$1,");
}

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
        const { outputFiles, metafile } = await build({ ...options, entryPoints: [path] });
        sources.push(...Object.keys(metafile.inputs));
        return { contents: tight(outputFiles[0].text), loader: "text" };
      });
    },
  };
}

const options = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  write: false,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
};

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

const [{ text: base85 }] = (
  await build({ ...options, entryPoints: ["src/ahead/base85.ts"], format: "esm" })
).outputFiles;
const { fromBase85, toBase85 } = await import(`data:text/javascript,${encodeURIComponent(base85)}`);

// Jupyter sends and saves the text with every instance of a widget: a large one travels deflated,
// inside a module that inflates and imports it (src/ahead), and shows what there is to show ahead.
const PACKED_FROM = 40_000;
const PAYLOAD = /"([#-y]{5000,})"/;
const HOLE = "the deflated module";

function headOf(ahead) {
  const unpack = `import { unpack } from "./src/ahead/unpacking.ts";
    const load = () => unpack(${JSON.stringify(HOLE)});`;
  if (!ahead) return `${unpack} export default load;`;
  return `${unpack} import { headed } from "./src/ahead/heading.ts";
    import ahead from "./src/ahead/${ahead}.ts";
    export default () => headed(load, ahead);`;
}

async function packed(name, code, before) {
  // What deflates to other bytes with another zlib is still the same bundle.
  const old = PAYLOAD.exec(before)?.[1];
  const same = old && inflateRawSync(fromBase85(old)).equals(Buffer.from(code));
  const payload = same ? old : toBase85(deflateRawSync(code, { level: 9 }));
  const ahead = existsSync(join(here, `src/ahead/${name}.ts`));
  const head = await build({
    ...options,
    stdin: { resolveDir: here, contents: headOf(ahead && name) },
    format: "esm",
  });
  const [{ text }] = head.outputFiles;
  const inputs = Object.keys(head.metafile.inputs).filter((input) => input.startsWith("src/"));
  const words = "// Deflated from js/src: read it there.\n";
  return { text: words + text.replace(HOLE, () => payload), sources: hashes(inputs) };
}

async function bundle({ name, source, format }) {
  const sheets = [];
  const built = await build({
    ...options,
    entryPoints: [source],
    outfile: join(out, `${name}.js`),
    format,
    plugins: [inline(sheets)],
  });
  const inputs = [...Object.keys(built.metafile.inputs), ...sheets];
  return { name, format, sources: hashes(inputs), files: built.outputFiles };
}

function sortedKeys(table) {
  return Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)));
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
    const plain = path.endsWith(".css") ? tight(text) : text;
    const head = large ? await packed(name, text, before) : { text: plain, sources: {} };
    manifest[name] = sortedKeys({ ...manifest[name], ...head.sources });
    writeFileSync(path, head.text);
  }
}
const names = new Set(entries.map(({ name }) => name));
for (const file of readdirSync(out))
  if (/\.(js|css)$/.test(file) && !names.has(file.replace(/\.\w+$/, ""))) rmSync(join(out, file));
const kept = Object.keys(manifest).filter((name) => names.has(name));
const all = Object.fromEntries(kept.map((name) => [name, manifest[name]]));
writeFileSync(record, `${JSON.stringify(sortedKeys(all), null, 1)}\n`);
