// The WXBizMsgCrypt of npm's wechat-crypto, one job a line: {"dir":"open",...} decrypts and signs what we encrypted,
// {"dir":"seal",...} encrypts and signs for us to open. One answer a line, in order.
'use strict';
const readline = require('readline');
const WXBizMsgCrypt = require('wechat-crypto');

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const job = JSON.parse(line);
  const crypt = new WXBizMsgCrypt(job.token, job.key, job.id);
  let answer;
  if (job.dir === 'open') {
    const opened = crypt.decrypt(job.encrypted);
    answer = { message: opened.message, id: opened.id, signature: crypt.getSignature(job.timestamp, job.nonce, job.encrypted) };
  } else {
    const encrypted = crypt.encrypt(job.message);
    answer = { encrypted, signature: crypt.getSignature(job.timestamp, job.nonce, encrypted) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
});
