// What a demo leaves behind: nothing after Ctrl-C, and after a kill nothing for longer than until the next start.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { program, startProgram } from "./demo.mjs";

const run = promisify(execFile);

let place; // instead of /tmp

before(async () => { place = await mkdtemp(join(tmpdir(), "fingertip-leaving-")); });
after(() => rm(place, { recursive: true, force: true }));

const start = () => startProgram([], { TMPDIR: place });
const folders = async () => (await readdir(place)).filter((name) => name.startsWith("fingertip-demo-"));

// Processes that work in one of the demo's folders: its Redis is started with that folder as an argument.
async function helpers() {
    const found = [];
    for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
        const words = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
        if (words.includes(place) && words.includes("redis"))
            found.push(words.replaceAll("\0", " "));
    }
    return found;
}

async function none(look) {
    for (let tries = 0; tries < 100; ++tries) {
        if ((await look()).length === 0)
            return [];
        await pause(50);
    }
    return look();
}

test("Ctrl-C leaves no folder and no process", async () => {
    const demo = await start();
    assert.equal((await folders()).length, 1);
    demo.child.kill("SIGINT");
    assert.deepEqual(await demo.ended, { code: 0, signal: null });
    assert.deepEqual(await readdir(place), []);
    assert.deepEqual(await none(helpers), []);
});

for (const signal of ["SIGINT", "SIGHUP"])
    test(`${signal} while it is still starting is waited for, and nothing stays`, async () => {
        const child = spawn(program, ["demo", "--port", "0"], { env: { ...process.env, TMPDIR: place }, stdio: "ignore" });
        while ((await folders()).length === 0)
            await pause(5);
        child.kill(signal);
        assert.deepEqual(await once(child, "exit"), [0, null]);
        assert.deepEqual(await readdir(place), []);
        assert.deepEqual(await none(helpers), []);
    });

test("a port that is taken or none at all is said in a sentence, and nothing stays", async () => {
    const demo = await start();
    const taken = new URL(demo.address).port;
    const refused = await run(program, ["demo", "--port", taken], { env: { ...process.env, TMPDIR: place } }).catch((failed) => failed);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, new RegExp(`^(fingertip: )?port ${taken} cannot be used \\(.*\\); name another with --port, or 0 for any free one\n$`));
    assert.equal((await run(program, ["demo", "--port", "99999"]).catch((failed) => failed)).code, 2);
    demo.child.kill("SIGINT");
    assert.deepEqual(await demo.ended, { code: 0, signal: null });
    assert.deepEqual(await readdir(place), []);
});

test("a killed demo takes its Redis along, and the next start sweeps its folder and no living one", async () => {
    const [killed, living] = [await start(), await start()];
    const before = await folders();
    assert.equal(before.length, 2);
    killed.child.kill("SIGKILL");
    assert.deepEqual(await killed.ended, { code: null, signal: "SIGKILL" });
    for (let tries = 0; tries < 100 && (await helpers()).length > 1; ++tries)
        await pause(50);
    assert.ok((await helpers()).length <= 1, "only the living demo has a Redis");
    assert.deepEqual(await folders(), before);

    const next = await start();
    const after = await folders();
    assert.equal(after.length, 2, "the dead one's is gone, the living one's is there");
    assert.equal(after.filter((name) => before.includes(name)).length, 1);
    assert.equal((await fetch(`${living.address}/api/state`)).status, 200);

    for (const demo of [living, next]) {
        demo.child.kill("SIGTERM");
        assert.deepEqual(await demo.ended, { code: 0, signal: null });
    }
    assert.deepEqual(await readdir(place), []);
    assert.deepEqual(await none(helpers), []);
});

test("two demos never share a named folder", async () => {
    const folder = join(place, "named");
    const first = await startProgram(["--dir", folder]);
    await assert.rejects(startProgram(["--dir", folder]), /"code":1/);
    assert.equal((await fetch(`${first.address}/api/state`)).status, 200);
    first.child.kill("SIGINT");
    assert.deepEqual(await first.ended, { code: 0, signal: null });
});
