// Medians and ratios of what ./dev bench measured, as Markdown.
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

const table = (head, lines) =>
  [head, head.map((_, i) => (i ? '--:' : '---')), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n') + '\n';
const number = (value) => (value === undefined || Number.isNaN(value) ? '–' : Math.round(value).toLocaleString('en'));
const short = (value) => (value === undefined || Number.isNaN(value) ? '–' : value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2));

const names = {
  fingertip: 'Fingertip',
  hello: 'bare Beast, answers, 2 threads',
  crypto: 'bare Beast, envelope, 2 threads',
  append: 'bare Beast, envelope, one appended row',
  same: 'bare Beast, envelope, the rows of a check-in',
  koa: 'koa + co-wechat, 2 processes',
  express: 'express + wechat, 2 processes',
  raw: 'node by hand',
  group: 'node by hand, grouped commits',
};

export function serversTable(rows) {
  const of = (measurement, server, field) => {
    const results = rows[measurement]?.[server] ?? rows[measurement]?.[server + ', no storage'];
    return results && median(results.map((one) => one[field]));
  };
  const pair = (measurement, server) => {
    const p50 = of(measurement, server, 'p50_ms');
    return p50 === undefined ? '–' : `${short(p50)} / ${short(of(measurement, server, 'p99_ms'))}`;
  };
  const lines = Object.entries(names).map(([server, name]) => [
    name,
    number(of('read c64', server, 'per_second')),
    number(of('c1', server, 'per_second')),
    number(of('c64', server, 'per_second')),
    number(of('c256', server, 'per_second')),
    pair('c64', server),
    pair('open 500', server),
    pair('open 10000', server),
    number(of('read c64', server, 'cpu_us')) + ' / ' + number(of('c64', server, 'cpu_us')),
    short(of('start', server, 'pss_kib') / 1024) + ' / ' + short((of('c256', server, 'pss_kib') ?? of('read c256', server, 'pss_kib')) / 1024),
    number(of('start', server, 'ms')),
  ]);
  return table(
    ['server (medians)', 'nothing to store, c64 /s', 'stored, c1 /s', 'c64 /s', 'c256 /s', 'c64 p50 / p99 ms', '500/s offered, ms', '10,000/s offered, ms',
      'CPU µs a message: read / stored', 'PSS idle / c256 MiB', 'start ms'],
    lines
  );
}

/** The ratios of one field of two servers, repetition by repetition. */
function ratios(rows, measurement, field, over, other, otherMeasurement = measurement, choose = Math.max) {
  const best = (list, i) => choose(...list.map((server) => rows[otherMeasurement][server][i][field]));
  return rows[measurement][over].map((one, i) => one[field] / best([].concat(other), i));
}

export function goals(rows) {
  const readers = ['koa, no storage', 'express, no storage'];
  const peers = ['koa', 'express'];
  const speed = 'per_second';
  const all = [
    ['1', 'nothing to store, c64, to the fastest library here', ratios(rows, 'read c64', speed, 'fingertip', readers), (m) => m >= 3, '≥ 3'],
    ['2', 'the same, to bare Beast with the envelope, 2 threads', ratios(rows, 'read c64', speed, 'fingertip', 'crypto'), (m) => m >= 0.8, '≥ 0.80'],
    ['3', 'CPU a message of it, to bare Beast answering', ratios(rows, 'read c64', 'cpu_us', 'fingertip', 'hello'), (m) => m <= 1.6, '≤ 1.6'],
    ['4', 'stored, c64, to the fastest library here', ratios(rows, 'c64', speed, 'fingertip', peers), (m) => m >= 10, '≥ 10'],
    ['4', 'stored, c256, the same', ratios(rows, 'c256', speed, 'fingertip', peers), (m) => m >= 12, '≥ 12'],
    ['5', 'stored, c64, to node with grouped commits', ratios(rows, 'c64', speed, 'fingertip', 'group'), (m) => m >= 4, '≥ 4'],
    ['5', 'stored, c256, the same', ratios(rows, 'c256', speed, 'fingertip', 'group'), (m) => m >= 3.5, '≥ 3.5'],
    ['6', 'stored, c256, to bare Beast with one appended row', ratios(rows, 'c256', speed, 'fingertip', 'append'), (m) => m >= 0.75, '≥ 0.75'],
    ['', 'stored, c256, to bare Beast with the same rows', ratios(rows, 'c256', speed, 'fingertip', 'same'), null, ''],
    ['7', 'stored c256 to nothing stored c256', ratios(rows, 'c256', speed, 'fingertip', 'fingertip', 'read c256'), (m) => m >= 0.6, '≥ 0.6'],
    ['9', 'p50 of one at a time, to the fastest library here', ratios(rows, 'c1', 'p50_ms', 'fingertip', peers, 'c1', Math.min), (m) => m <= 1.1, '≤ 1.1'],
    ['10', 'p99 at 500/s, to bare Beast with one appended row', ratios(rows, 'open 500', 'p99_ms', 'fingertip', 'append'), (m) => m <= 1.25, '≤ 1.25'],
    ['10', 'p99 at 10,000/s, the same', ratios(rows, 'open 10000', 'p99_ms', 'fingertip', 'append'), (m) => m <= 1.25, '≤ 1.25'],
    ['11', '5 % sent again: speed to without', ratios(rows, 'dup', speed, 'fingertip', 'fingertip', 'c64'), (m) => m >= 0.95, '≥ 0.95'],
    ['12', 'PSS idle, MiB', rows.start.fingertip.map((one) => one.pss_kib / 1024), (m) => m <= 20, '≤ 20'],
    ['12', 'PSS after c256, MiB', rows.c256.fingertip.map((one) => one.pss_kib / 1024), (m) => m <= 32, '≤ 32'],
    ['13', 'start to first verified answer, to bare Beast', ratios(rows, 'start', 'ms', 'fingertip', 'crypto'), (m) => m <= 3, '≤ 3'],
  ];
  const lines = all.map(([goal, what, values, reached, wanted]) => [
    what,
    goal,
    values.map(short).join(' '),
    `**${short(median(values))}**`,
    wanted,
    reached ? (reached(median(values)) ? 'yes' : 'no') : '',
  ]);
  return table(['ratio within a repetition', 'goal', 'each', 'median', 'wanted', 'reached'], lines);
}

export function growthTable(growth) {
  const cells = (one) => [
    one.results.map((r) => r.stored.per_second),
    one.results.map((r) => r.stored.cpu_us),
    one.results.map((r) => r.stored.p99_ms),
    one.results.map((r) => r.read.per_second),
    one.results.map((r) => r.start),
    one.results.map((r) => r.read.pss_kib / 1024),
  ];
  const base = cells(Object.values(growth)[0]);
  const lines = Object.entries(growth).map(([name, one]) => [
    name,
    ...cells(one).map((values, i) => `${short(median(values))} (${short(median(values.map((value, r) => value / base[i][r])))})`),
    number(one.prepared),
  ]);
  return table(
    ['database', 'check-ins /s, c64', 'CPU µs', 'p99 ms', 'reads /s, c64', 'start ms', 'PSS MiB', 'prepared in s'],
    lines
  );
}
