// SPDX-License-Identifier: AGPL-3.0-or-later
// Bundles each page's script into one classic file that also works from file://, and prints what it weighs.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, "..", "src", "restante", "site", "static", "built");
const pages = ["letter", "read", "people", "search"];
const inlined = ["verify"]; // stands inside its page, and is no file of the edition

mkdirSync(built, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: Object.fromEntries([
    ...pages.map((name) => [name, join(here, "src", `${name}.ts`)]),
    ...inlined.map((name) => [`inlined/${name}`, join(here, "src", `${name}.ts`)]),
  ]),
  outdir: built,
  bundle: true,
  format: "iife",
  minify: true,
  charset: "utf8",
  target: ["es2022", "chrome105", "firefox115", "safari16"],
  legalComments: "none",
  loader: { ".txt": "text" },
  logLevel: "warning",
});
for (const name of [...pages, ...inlined.map((one) => `inlined/${one}`)]) {
  const script = readFileSync(join(built, `${name}.js`));
  console.log(`${name}.js  ${script.length} bytes, ${gzipSync(script, { level: 9 }).length} compressed`);
}

const fonts = join(here, "fonts.mjs");
if (existsSync(fonts)) {
  const { copyFonts } = await import("./fonts.mjs");
  copyFonts?.();
}
