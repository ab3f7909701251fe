// Servers to measure, each started as a child on a free port of loopback, and the load generator.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
export const build = join(here, '../../build/release');
export const room = join(here, '../../build/bench'); // on the disk that the project is on: /tmp may be memory
const program = join(build, 'fingertip');
const secrets = ['fingertipTestToken123456', 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG', 'wx0123456789abcdef'];
const run = promisify(execFile);

/** A folder with a configuration, a data key and no database yet. */
export function installation(name) {
  const folder = join(room, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'fingertip.key'), randomBytes(32).toString('base64') + '\n', { mode: 0o600 });
  writeFileSync(
    join(folder, 'fingertip.toml'),
    `[server]
listen = "127.0.0.1:0"
public_url = "https://bot.example.org"
[admin]
listen = "127.0.0.1:0"
[storage]
url = "sqlite:fingertip.db"
[security]
data_key_file = "fingertip.key"
[[platform]]
name = "wechat-main"
kind = "wechat"
token = "${secrets[0]}"
encoding_aes_key = "${secrets[1]}"
app_id = "${secrets[2]}"
api_base = "http://127.0.0.1:9"
`,
    { mode: 0o600 }
  );
  return folder;
}

export async function fingertip(folder, ...words) {
  const { stdout } = await run(program, [...words, '--config', join(folder, 'fingertip.toml')], { maxBuffer: 1 << 28 });
  return stdout;
}

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Starts a program; resolves once `portOf` finds its port in what it prints. */
function start(command, words, portOf) {
  const began = process.hrtime.bigint();
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let said = '';
  return new Promise((resolve, reject) => {
    const ended = (code) => reject(new Error(`${command} ${words.join(' ')} ended (${code}):\n${said}`));
    child.once('exit', ended);
    child.on('error', reject);
    const listen = (part) => {
      if (said === null) return;
      said += part;
      const port = portOf(said);
      if (!port) return;
      said = null;
      child.off('exit', ended);
      const ms = Number(process.hrtime.bigint() - began) / 1e6;
      resolve({ pid: child.pid, port, ms, stop: () => stop(child) });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
  });
}

function stop(child) {
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.stdin.end();
    child.kill('SIGTERM');
  });
}

const firstLine = (said) => Number(said.match(/^(\d+)\n/m)?.[1] ?? 0);

export const startFingertip = (folder) =>
  start(program, ['serve', '--allow-root', '--config', join(folder, 'fingertip.toml')], (said) =>
    Number(said.match(/"event":"serving"[^\n]*"port":(\d+)[^\n]*\n/)?.[1] ?? 0)
  );

export const startBare = (mode, threads, database) =>
  start(join(build, 'bare_beast'), [mode, String(threads), ...secrets, ...(database ? [database] : [])], firstLine);

export const startPeer = (kind, workers, database) =>
  start(
    process.execPath,
    [join(here, 'peers/bot.cjs'), kind, String(workers), ...secrets, ...(database ? [database] : [])],
    firstLine
  );

/** Sends messages to a server; what came of it, every reply verified (except those of one that knows no envelope). */
export async function load(folder, server, options) {
  const words = ['bench', 'load', '--port', String(server.port), '--pid', String(server.pid), '--format', 'json'];
  for (const [name, value] of Object.entries(options))
    if (value === true) words.push('--' + name);
    else words.push('--' + name, String(value));
  const [row] = JSON.parse(await fingertip(folder, ...words));
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? null : Number(value)]));
}
