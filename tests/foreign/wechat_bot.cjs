// A bot by other people: npm's `wechat` in secure mode behind node's own HTTP server, on a free port of loopback, which
// it prints. It answers a text with the text, an event with its name and key. The path says how honest the answer is:
// /honest, /tampered (one letter of the envelope), /forged (signed with another token), /other (for another account),
// /bare (not encrypted), /article, /silent (an empty body), /success. Arguments: token, EncodingAESKey, AppID.
'use strict';
const http = require('http');
const wechat = require('wechat');
const WXBizMsgCrypt = require('wechat-crypto');

const [token, encodingAESKey, appid] = process.argv.slice(2);

function said(message) {
  if (message.MsgType === 'event') return `${message.Event} ${message.EventKey || ''}`.trim();
  if (message.MsgType === 'location') return `location ${message.Location_X} ${message.Location_Y}`;
  return message.Content || message.Recognition || message.MsgType;
}

function reply(path, message, req, res) {
  const text = said(message);
  if (path === '/silent') return res.reply('');
  if (path === '/success') return res.end('success');
  if (path === '/bare') return res.end(wechat.reply(text, message.ToUserName, message.FromUserName));
  if (path === '/article')
    return res.reply([{ title: text, description: 'about ' + text, picurl: '', url: 'https://example.org/a?b=1&c=2' }]);
  if (path === '/forged' || path === '/other') {
    const crypt =
      path === '/forged'
        ? new WXBizMsgCrypt(token + 'x', encodingAESKey, appid)
        : new WXBizMsgCrypt(token, encodingAESKey, appid + '0');
    const encrypted = crypt.encrypt(wechat.reply(text, message.ToUserName, message.FromUserName));
    const signature = crypt.getSignature('1761900000', '77', encrypted);
    return res.end(
      `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature>` +
        '<TimeStamp>1761900000</TimeStamp><Nonce><![CDATA[77]]></Nonce></xml>'
    );
  }
  if (path === '/tampered') {
    const end = res.end.bind(res);
    res.end = (xml) => end(xml.replace(/(<Encrypt><!\[CDATA\[.{30})(.)/, (_, before, c) => before + (c === 'A' ? 'B' : 'A')));
  }
  return res.reply(text);
}

const middleware = wechat({ token, encodingAESKey, appid }, (req, res) => reply(req.path, req.weixin, req, res));

http
  .createServer((req, res) => {
    const url = new URL(req.url, 'http://127.0.0.1');
    req.path = url.pathname;
    req.query = Object.fromEntries(url.searchParams);
    middleware(req, res, (error) => {
      res.writeHead(500);
      res.end(String(error));
    });
  })
  .listen(0, '127.0.0.1', function () {
    process.stdout.write(this.address().port + '\n');
  });
process.stdin.resume().on('end', () => process.exit(0)); // ends with whoever started it
