// Builds styles, scripts and pictures into src/patchwork/static. `--check` builds elsewhere and compares.
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, copyFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import * as sass from "sass";
import icons from "./svg/icons.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const published = join(here, "..", "src", "patchwork", "static");

async function styles(target) {
  const modules = join(here, "node_modules");
  // MoJ asks for "node_modules/govuk-frontend/…", so both the folder above and the folder itself are load paths.
  const { css } = sass.compile(join(here, "scss", "patchwork.scss"), {
    loadPaths: [here, modules], style: "expanded", quietDeps: true, silenceDeprecations: ["import"],
  });
  await build({
    stdin: { contents: css, loader: "css", resolveDir: here }, outfile: join(target, "patchwork.css"),
    minify: true, target: ["chrome107", "firefox104", "safari16"], logLevel: "warning",
  });
}

async function scripts(target) {
  await build({
    entryPoints: [join(here, "src", "patchwork.js")], outdir: join(target, "js"), bundle: true, splitting: true,
    format: "esm", minify: true, target: ["es2020"], chunkNames: "[name]-[hash]", legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' }, logLevel: "warning",
    logOverride: { "direct-eval": "silent" }, // htmx has one, which allowEval: false never reaches
  });
}

function pictures(target) {
  const symbols = Object.entries(icons).map(([id, d]) => `<symbol id="${id}" viewBox="0 0 24 24"><path d="${d}"/></symbol>`);
  writeFileSync(join(target, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`);
  copyFileSync(join(here, "svg", "logo.svg"), join(target, "logo.svg"));
}

async function buildInto(target) {
  rmSync(join(target, "js"), { recursive: true, force: true });
  mkdirSync(join(target, "js"), { recursive: true });
  await Promise.all([styles(target), scripts(target)]);
  pictures(target);
}

function listing(folder, prefix = "") {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? listing(join(folder, entry.name), `${prefix}${entry.name}/`) : [prefix + entry.name]);
}

async function check() {
  const fresh = mkdtempSync(join(tmpdir(), "patchwork-build-"));
  await buildInto(fresh);
  const ours = ["icons.svg", "logo.svg", "patchwork.css"];
  const built = listing(fresh);
  const stale = built.filter((name) => {
    try { return !readFileSync(join(fresh, name)).equals(readFileSync(join(published, name))); } catch { return true; }
  });
  const leftOver = listing(join(published, "js"), "js/").filter((name) => !built.includes(name));
  rmSync(fresh, { recursive: true });
  if (stale.length || leftOver.length || ours.some((name) => !built.includes(name))) {
    console.error("The committed build is out of date; run `npm run build` in frontend/:", [...stale, ...leftOver]);
    process.exit(1);
  }
  console.log("The committed build matches its sources.");
}

if (process.argv.includes("--check")) await check();
else { mkdirSync(published, { recursive: true }); await buildInto(published); }
