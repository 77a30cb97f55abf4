// Bundles the page and its web workers into dist/; every name carries a hash of the contents.
import { rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = path.join(here, "dist");
const fresh = path.join(here, "dist.new"); // becomes dist/ only when all of it is there

const shared = {
  absWorkingDir: here,
  bundle: true,
  define: { "process.env.NODE_ENV": '"production"' },
  entryNames: "[name]-[hash]",
  format: "esm",
  jsx: "automatic",
  legalComments: "external",
  logLevel: "warning",
  metafile: true,
  minify: true,
  outdir: fresh,
  target: "es2022",
};

async function bundle(entries, options = {}) {
  const { metafile } = await build({ ...shared, entryPoints: entries, ...options });
  const outputs = Object.entries(metafile.outputs).filter(([, output]) => output.entryPoint);
  return Object.fromEntries(
    Object.entries(entries).map(([name, source]) => {
      const [file] = outputs.find(([, output]) => output.entryPoint.endsWith(source));
      return [name, path.basename(file)];
    }),
  );
}

try {
  await rm(fresh, { recursive: true, force: true });
  const workers = await bundle({
    editor: "node_modules/monaco-editor/esm/vs/editor/editor.worker.js",
    graphql: "node_modules/monaco-graphql/esm/graphql.worker.js",
    json: "node_modules/monaco-editor/esm/vs/language/json/json.worker.js",
  });
  const { style } = await bundle({ style: "page/style.css" });
  const { script } = await bundle(
    { script: "page/main.jsx" },
    {
      chunkNames: "[name]-[hash]",
      define: { ...shared.define, WORKERS: JSON.stringify(workers) },
      loader: { ".css": "empty" }, // GraphiQL's own style sheet already holds Monaco's
      splitting: true,
    },
  );
  await writeFile(path.join(fresh, "manifest.json"), JSON.stringify({ script, style }));
  await rm(dist, { recursive: true, force: true });
  await rename(fresh, dist);
} catch (error) {
  await rm(fresh, { recursive: true, force: true });
  console.error(error.message);
  process.exitCode = 1;
}
