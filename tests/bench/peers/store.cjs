// One check-in a row, committed before the answer: at once, or together with whatever else one turn of the event loop
// brings.
'use strict';
const Database = require('better-sqlite3');

function open(file) {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('busy_timeout = 5000');
  database.exec(
    'CREATE TABLE IF NOT EXISTS check_in (openid TEXT, day INTEGER, at INTEGER, PRIMARY KEY (openid, day)) WITHOUT ROWID'
  );
  const insert = database.prepare('INSERT OR IGNORE INTO check_in VALUES (?, ?, ?)');
  return { database, insert };
}

function row(openid) {
  const now = Math.floor(Date.now() / 1000);
  return [openid, Math.floor(now / 86400), now];
}

exports.each = (file) => {
  const { insert } = open(file);
  return async (openid) => void insert.run(row(openid));
};

exports.grouped = (file) => {
  const { database, insert } = open(file);
  const all = database.transaction((rows) => rows.forEach((one) => insert.run(one)));
  let waiting = [];
  return (openid) =>
    new Promise((resolve, reject) => {
      waiting.push({ row: row(openid), resolve, reject });
      if (waiting.length > 1) return;
      setImmediate(() => {
        const batch = waiting;
        waiting = [];
        try {
          all(batch.map((one) => one.row));
          batch.forEach((one) => one.resolve());
        } catch (error) {
          batch.forEach((one) => one.reject(error));
        }
      });
    });
};

