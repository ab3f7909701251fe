// ./dev bench: Fingertip beside bare Beast and npm's bots, in turn and in one run; prints tables in Markdown.
// Arguments: repetitions (5), members of the largest database (100000).
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, release } from 'node:os';
import { join } from 'node:path';
import { goals, growthTable, serversTable } from './tables.mjs';
import * as servers from './servers.mjs';

const repetitions = Number(process.argv[2] ?? 5);
const largest = Number(process.argv[3] ?? 100_000);
const members = 60_000;
const slice = 800; // milliseconds of one measurement
const slow = ['koa', 'express', 'raw']; // so many messages are enough for them
const Database = createRequire(new URL('./peers/', import.meta.url))('better-sqlite3');
const log = (line) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);

const folder = servers.installation('branch');
log(`preparing ${members} members`);
await servers.fingertip(folder, 'bench', 'prepare', '--members', String(members));
const database = join(folder, 'fingertip.db');
copyFileSync(database, database + '.prepared');

function fresh(to) {
  for (const end of ['', '-wal', '-shm']) rmSync(to + end, { force: true });
  copyFileSync(database + '.prepared', to);
  return to;
}
function none(to) {
  for (const end of ['', '-wal', '-shm']) rmSync(to + end, { force: true });
  return to;
}

// Members and messages of each measurement that stores; nobody checks in twice.
const turns = {};
let taken = 0;
for (const [name, messages] of [['warm', 300], ['c1', 3000], ['c64', 8000], ['c256', 8000], ['500', 750], ['10000', 12000], ['dup', 8000]]) {
  turns[name] = { first: taken, messages };
  taken += messages;
}

const starters = {
  fingertip: () => servers.startFingertip(folder),
  hello: () => servers.startBare('hello', 2),
  crypto: () => servers.startBare('crypto', 2),
  append: () => servers.startBare('append', 1, none(join(folder, 'append.db'))),
  same: () => servers.startBare('same', 1, fresh(join(folder, 'same.db'))),
  'koa, no storage': () => servers.startPeer('koa', 2),
  'express, no storage': () => servers.startPeer('express', 2),
  'raw, no storage': () => servers.startPeer('raw', 2),
  koa: () => servers.startPeer('koa', 2, none(join(folder, 'koa.db'))),
  express: () => servers.startPeer('express', 2, none(join(folder, 'express.db'))),
  raw: () => servers.startPeer('raw', 1, none(join(folder, 'raw.db'))),
  group: () => servers.startPeer('group', 1, none(join(folder, 'group.db'))),
};
const withoutStorage = ['fingertip', 'hello', 'crypto', 'koa, no storage', 'express, no storage', 'raw, no storage'];
const withStorage = ['fingertip', 'append', 'same', 'koa', 'express', 'raw', 'group'];

/** rows[measurement][server] = one result a repetition */
const rows = {};
const keep = (measurement, server, result) => ((rows[measurement] ??= {})[server] ??= []).push(result);

async function measure(running, measurement, name, options) {
  const words = { members, milliseconds: slice, expect: '签到成功', ...options };
  if (name === 'hello') words['status-only'] = true;
  keep(measurement, name, await servers.load(folder, running[name], words));
}

async function reading(running, connections) {
  for (const name of withoutStorage)
    await measure(running, `read c${connections}`, name, {
      connections,
      messages: name.includes(',') ? 12_000 : 40_000,
      ...(name === 'fingertip' ? { text: '积分', expect: '积分' } : {}),
    });
}

async function storing(running, measurement, turn, names, options) {
  for (const name of names)
    await measure(running, measurement, name, {
      ...turns[turn],
      ...(name === 'append' && !options.rate ? { messages: 40_000 } : {}),
      ...(slow.includes(name) ? { messages: Math.min(turns[turn].messages, 3000) } : {}),
      ...options,
    });
}

function booked(copies, sent) {
  const books = new Database(database, { readonly: true });
  const one = (sql) => books.prepare(sql).pluck().get();
  const found = [
    one("SELECT count(*) FROM attendance WHERE status = 'present'"),
    one('SELECT present FROM meetings'),
    one('SELECT count(*) FROM points_entries'),
    one("SELECT sum(points) / 5 FROM points_totals WHERE period = ''"),
  ];
  books.close();
  if (found.some((count) => count !== sent - copies)) throw new Error(`sent ${sent}, ${copies} of them copies, booked ${found}`);
}

for (let repetition = 0; repetition < repetitions; ++repetition) {
  log(`repetition ${repetition + 1} of ${repetitions}, load ${loadavg()[0].toFixed(1)}`);
  fresh(database);
  const running = {};
  for (const [name, begin] of Object.entries(starters)) {
    running[name] = await begin();
    const knocked = await servers.load(folder, running[name], {
      members,
      first: members - 1, // whose turn never comes
      messages: 1,
      connections: 1,
      text: '积分',
      ...(name === 'hello' ? { 'status-only': true } : {}),
    });
    keep('start', name, { ms: running[name].ms + knocked.p50_ms, pss_kib: knocked.pss_kib });
  }
  for (const name of withStorage)
    await servers.load(folder, running[name], { members, ...turns.warm, expect: '签到成功' });
  for (const name of withoutStorage.slice(3)) await servers.load(folder, running[name], { members, messages: 600 });
  await reading(running, 64);
  await reading(running, 256);
  for (const [turn, connections] of [['c1', 1], ['c64', 64], ['c256', 256]])
    await storing(running, turn, turn, withStorage, { connections });
  await storing(running, 'dup', 'dup', ['fingertip'], { connections: 64, dup: 5 });
  for (const rate of [500, 10_000])
    await storing(running, `open ${rate}`, String(rate), ['fingertip', 'append', 'same', 'group'], {
      rate,
      connections: 256,
      milliseconds: rate === 500 ? 1500 : 1200,
    });
  for (const server of Object.values(running)) await server.stop();
  const last = (measurement) => rows[measurement].fingertip.at(-1);
  const sent = turns.warm.messages + ['c1', 'c64', 'c256', 'dup', 'open 500', 'open 10000'].reduce((sum, name) => sum + last(name).answers, 0);
  booked(last('dup').copies, sent);
}
for (const end of ['.prepared', '']) rmSync(database + end, { force: true });

// What grows: databases made beforehand, one server at a time. In the smallest ones everybody has come at the end.
const growth = {};
const smallest = 4_000;
const each = Math.floor(smallest / repetitions);
const sizes = [[smallest, 0], [smallest, 365], [10_000, 0], [100_000, 0], [1_000_000, 0], [10_000_000, 0]].filter(([count]) => count <= largest);
for (const [count, days] of sizes) {
  const name = `${count.toLocaleString('en')} members` + (days ? `, ${days} days of history` : '');
  log(`preparing ${name}`);
  const grown = servers.installation(`grown-${count}-${days}`);
  const began = Date.now();
  await servers.fingertip(grown, 'bench', 'prepare', '--members', String(count), '--days', String(days));
  growth[name] = { folder: grown, count, prepared: (Date.now() - began) / 1000, results: [] };
}
for (let repetition = 0; repetition < repetitions; ++repetition)
  for (const [name, one] of Object.entries(growth)) {
    log(`${name}, ${repetition + 1}`);
    const server = await servers.startFingertip(one.folder);
    const sizes = { members: one.count, connections: 64 };
    const knock = await servers.load(one.folder, server, { ...sizes, messages: 1, text: '积分' });
    const stored = await servers.load(one.folder, server, { ...sizes, first: repetition * each, messages: each, expect: '签到成功' });
    const read = await servers.load(one.folder, server, { ...sizes, milliseconds: 500, messages: 10_000, text: '积分', expect: '积分' });
    one.results.push({ start: server.ms + knock.p50_ms, stored, read });
    await server.stop();
  }
for (const one of Object.values(growth)) rmSync(one.folder, { recursive: true, force: true });
if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });

const model = readFileSync('/proc/cpuinfo', 'utf8').match(/model name\s*: (.*)/)?.[1];
console.log(`${cpus().length} cores (${model ?? 'unknown'}), Linux ${release()}, load ${loadavg().map((n) => n.toFixed(1)).join(' ')} at the end; ${repetitions} repetitions\n`);
console.log(serversTable(rows));
console.log(goals(rows));
console.log(growthTable(growth));
