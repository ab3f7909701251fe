// A running demo, and the register of record as `fingertip export` takes it away from it.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

export const program = process.env.FINGERTIP_PROGRAM;
const run = promisify(execFile);

// Starts `demo` with these arguments; resolves when it says where it can be opened.
export async function startProgram(words, environment = {}) {
    const child = spawn(program, ["demo", "--port", "0", ...words], { env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "exit").then(([code, signal]) => ({ code, signal }));
    for await (const line of createInterface({ input: child.stdout })) {
        const address = line.match(/^Open (http:\/\/127\.0\.0\.1:\d+)\/ /);
        if (address)
            return { child, ended, address: address[1] };
    }
    throw new Error(`the demo did not start: ${JSON.stringify(await ended)}`);
}

export class Demo {
    static async start() {
        const demo = new Demo();
        demo.folder = await mkdtemp(join(tmpdir(), "fingertip-browser-"));
        try {
            Object.assign(demo, await startProgram(["--dir", demo.folder]));
        } catch (failed) {
            await rm(demo.folder, { recursive: true, force: true });
            throw failed;
        }
        return demo;
    }

    // Ends it as Ctrl-C does.
    async stop() {
        this.child.kill("SIGINT");
        const end = await this.ended;
        await rm(this.folder, { recursive: true, force: true });
        return end;
    }

    async register(kind, ...words) {
        const { stdout } = await run(program, ["export", kind, "--config", join(this.folder, "fingertip.toml"), "--format", "json", ...words], { maxBuffer: 1 << 26 });
        return JSON.parse(stdout);
    }

    // What the register says about one person in one meeting.
    async attendance(meeting, name) {
        const rows = await this.register("attendance", "--meeting", String(meeting));
        return rows.filter((row) => row.name === name);
    }
}
