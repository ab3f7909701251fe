// node bot.cjs KIND WORKERS TOKEN KEY APPID [DATABASE]: a bot that answers every text in secure mode, on a free port, which
// it prints. KIND: koa (co-wechat), express (wechat), raw (node's own http and crypto, by hand), group (raw, committing
// whatever one turn of the event loop brings together). Without DATABASE it stores nothing.
'use strict';
const cluster = require('cluster');
const crypto = require('crypto');
const http = require('http');

const [kind, workers, token, encodingAESKey, appid, file] = process.argv.slice(2);
const said = '签到成功,您是第 1234 位。离能表决还差 28766 人。回复 我的 看自己的情况。';

function koa(store) {
  const Koa = require('koa');
  const app = new Koa();
  app.use(
    require('co-wechat')({ token, encodingAESKey, appid }).middleware(async (message) => {
      await store(message.FromUserName);
      return said;
    })
  );
  return app.callback();
}

function express(store) {
  const app = require('express')();
  app.use(
    require('wechat')({ token, encodingAESKey, appid }, (req, res) => {
      store(req.weixin.FromUserName).then(() => res.reply(said), () => res.status(500).end());
    })
  );
  return app;
}

function raw(store) {
  const key = Buffer.from(encodingAESKey + '=', 'base64');
  const iv = key.subarray(0, 16);
  const sign = (...parts) => crypto.createHash('sha1').update([token, ...parts].sort().join('')).digest('hex');
  const between = (text, open, close) => {
    const at = text.indexOf(open) + open.length;
    return text.slice(at, text.indexOf(close, at));
  };
  const open = (text) => {
    const cipher = crypto.createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    const plain = Buffer.concat([cipher.update(text, 'base64'), cipher.final()]);
    return plain.toString('utf8', 20, 20 + plain.readUInt32BE(16));
  };
  const seal = (text) => {
    const message = Buffer.from(text);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(message.length);
    const fill = 32 - ((20 + message.length + appid.length) % 32);
    const cipher = crypto.createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    const plain = Buffer.concat([crypto.randomBytes(16), length, message, Buffer.from(appid), Buffer.alloc(fill, fill)]);
    return cipher.update(plain, undefined, 'base64') + cipher.final('base64');
  };
  const reply = (from) =>
    `<xml><ToUserName><![CDATA[${from}]]></ToUserName><FromUserName><![CDATA[gh_0123456789ab]]></FromUserName>` +
    `<CreateTime>${Math.floor(Date.now() / 1000)}</CreateTime><MsgType><![CDATA[text]]></MsgType>` +
    `<Content><![CDATA[${said}]]></Content></xml>`;
  return (req, res) => {
    const parts = [];
    req.on('data', (part) => parts.push(part));
    req.on('end', async () => {
      const query = new URLSearchParams(req.url.slice(req.url.indexOf('?') + 1));
      const [timestamp, nonce] = [query.get('timestamp'), query.get('nonce')];
      const encrypted = between(Buffer.concat(parts).toString(), '<Encrypt><![CDATA[', ']]>');
      if (sign(timestamp, nonce, encrypted) !== query.get('msg_signature')) return res.writeHead(401).end();
      const from = between(open(encrypted), '<FromUserName><![CDATA[', ']]>');
      await store(from);
      const sealed = seal(reply(from));
      const body =
        `<xml><Encrypt><![CDATA[${sealed}]]></Encrypt><MsgSignature><![CDATA[${sign(timestamp, nonce, sealed)}]]>` +
        `</MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`;
      res.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(body) });
      res.end(body);
    });
  };
}

function answering() {
  const { each, grouped, none } = file ? require('./store.cjs') : { none: () => async () => {} };
  const store = file ? (kind === 'group' ? grouped(file) : each(file)) : none();
  return { koa, express, raw, group: raw }[kind](store);
}

function listen(port, then) {
  http.createServer({ keepAliveTimeout: 600000 }, answering()).listen(port, '127.0.0.1', then);
}

if (Number(workers) < 2) {
  listen(0, function () {
    process.stdout.write(this.address().port + '\n');
  });
} else if (cluster.isPrimary) {
  let told = false;
  let ready = 0;
  for (let i = 0; i < Number(workers); ++i) cluster.fork();
  cluster.on('listening', (_, address) => {
    if (++ready < Number(workers) || told) return;
    told = true;
    process.stdout.write(address.port + '\n');
  });
} else {
  listen(0);
}
if (cluster.isPrimary) process.stdin.resume().on('end', () => process.exit(0)); // ends with whoever started it
