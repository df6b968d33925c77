/**
 * Compares our PDQ hashes with published ones and times the hashing.
 * Run: npx tsx bench/pdq.ts FOLDER, where FOLDER holds pictures and `pdq-expected.tsv`
 * (columns: file, hash, hash of a second implementation).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hammingDistance, PDQ_FULL_SIZE, pdqFromHex, pdqFromLuma, pdqToHex } from '../src/fingerprint/pdq.ts';
import { decodeImage } from '../src/media/image.ts';

const folder = process.argv[2] ?? '.';
const print = (line: string) => process.stdout.write(`${line}\n`);

const rows = readFileSync(join(folder, 'pdq-expected.tsv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'));

const judged: number[] = [];
for (const [file = '', ...published] of rows) {
  if (!existsSync(join(folder, file))) {
    print(`${file}\tnot in the folder`);
    continue;
  }
  const { luma, width, height } = await decodeImage(join(folder, file), PDQ_FULL_SIZE);
  const { pdq, quality } = pdqFromLuma(luma, width, height);
  const distances = published
    .filter((hex) => hex.length === 64)
    .map((hex) => hammingDistance(pdq, pdqFromHex(hex)));
  if (quality >= 80 && distances[0] !== undefined) judged.push(distances[0]);
  print(
    `${file}\tquality ${quality}\tdistance ${distances.join(', ')}\t${width}x${height}\t${pdqToHex(pdq).slice(0, 16)}`,
  );
}
const mean = judged.reduce((a, b) => a + b, 0) / judged.length;
print(
  `quality >= 80: ${judged.length} pictures, mean distance ${mean.toFixed(2)}, worst ${Math.max(...judged)} (allowed: 10)`,
);

for (const size of [512, 256, 128, 64]) {
  const luma = Uint8Array.from({ length: size * size }, (_, i) => (i * 7919) % 251);
  for (let i = 0; i < 20; i++) pdqFromLuma(luma, size, size);
  const start = performance.now();
  for (let i = 0; i < 50; i++) pdqFromLuma(luma, size, size);
  print(`${size}x${size}: ${((performance.now() - start) / 50).toFixed(2)} ms`);
}
