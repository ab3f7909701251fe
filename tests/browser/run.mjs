// What ctest starts: `node run.mjs PROGRAM`. Runs the tests of this folder one file after the other; where the packages or
// the browser are missing it says so and counts as skipped, unless FINGERTIP_REQUIRE_FOREIGN is set.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium } from "./chromium.mjs";

const skipped = 77;
const folder = dirname(fileURLToPath(import.meta.url));

async function missing() {
    for (const name of ["playwright-core", "axe-core"])
        if (!(await import(name).then(() => true, () => false)))
            return `the package ${name} is not installed; \`./dev test\` does that`;
    return findChromium() ? "" : "chromium is not installed; `./dev test` does that";
}

const why = await missing();
if (why) {
    console.error(why);
    process.exit(process.env.FINGERTIP_REQUIRE_FOREIGN ? 1 : skipped);
}
const files = readdirSync(folder).filter((name) => name.endsWith(".test.mjs")).sort().map((name) => join(folder, name));
const done = spawnSync(process.execPath, ["--test", "--test-concurrency=1", "--test-reporter=spec", ...files], {
    stdio: "inherit",
    env: { ...process.env, FINGERTIP_PROGRAM: process.argv[2] ?? process.env.FINGERTIP_PROGRAM },
});
process.exit(done.status ?? 1);
