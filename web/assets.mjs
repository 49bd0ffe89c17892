// Copies what the pages take from npm packages into assets/vendor, from where the program embeds it. Run after
// `npm ci`; it fails with one line where a package does not hold what is expected.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const vendor = join(here, "assets", "vendor");

const files = [["htmx.org/dist/htmx.min.js", "htmx.js"]];
for (const subset of ["latin", "vietnamese"]) {
  for (const weight of [400, 500, 600, 700]) {
    files.push([`@fontsource/be-vietnam-pro/files/be-vietnam-pro-${subset}-${weight}-normal.woff2`, `${subset}-${weight}.woff2`]);
  }
}
files.push(["@fontsource/be-vietnam-pro/LICENSE", "be-vietnam-pro.LICENSE"], ["htmx.org/LICENSE", "htmx.LICENSE"]);

try {
  rmSync(vendor, { recursive: true, force: true });
  mkdirSync(vendor, { recursive: true });
  for (const [from, to] of files) copyFileSync(join(modules, from), join(vendor, to));
} catch (err) {
  console.error(`assets: ${err.message}`);
  process.exit(1);
}
