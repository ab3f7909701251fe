// Other people's WXBizMsgCrypt, one job a line, one answer a line, in order. {"by":"wechat-crypto"|"@wecom/crypto",
// "dir":"seal",…} encrypts and signs a message, "open" decrypts and signs what we encrypted, "sign" signs three parts.
'use strict';
const readline = require('readline');
const WXBizMsgCrypt = require('wechat-crypto');
const wecom = require('@wecom/crypto');

const makers = {
  'wechat-crypto': (job) => {
    const crypt = new WXBizMsgCrypt(job.token, job.key, job.id);
    return {
      encrypt: () => crypt.encrypt(job.message),
      decrypt: () => crypt.decrypt(job.encrypted),
      sign: (encrypted) => crypt.getSignature(job.timestamp, job.nonce, encrypted),
    };
  },
  '@wecom/crypto': (job) => ({
    encrypt: () => wecom.encrypt(job.key, job.message, job.id),
    decrypt: () => wecom.decrypt(job.key, job.encrypted),
    sign: (encrypted) => wecom.getSignature(job.token, job.timestamp, job.nonce, encrypted),
  }),
};

function answer(job) {
  const theirs = makers[job.by](job);
  if (job.dir === 'sign') return { signature: theirs.sign('') };
  if (job.dir === 'open') {
    const opened = theirs.decrypt();
    return { message: opened.message, id: opened.id, signature: theirs.sign(job.encrypted) };
  }
  const encrypted = theirs.encrypt();
  return { encrypted, signature: theirs.sign(encrypted) };
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + '\n');
});
