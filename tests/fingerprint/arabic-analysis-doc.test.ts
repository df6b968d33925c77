import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyzeText } from '../../src/fingerprint/arabic-text.ts';
import { PROJECT_ROOT } from '../../src/project-root.ts';

interface Example {
  rule: string;
  text: string;
  terms: string;
}

/** Rows of the tables in the document, under the heading they stand under. */
function readExamples(): Example[] {
  const lines = readFileSync(join(PROJECT_ROOT, 'docs', 'arabic-analysis.md'), 'utf8').split('\n');
  let rule = '';
  return lines.flatMap((line) => {
    if (line.startsWith('## ')) rule = line.slice(3);
    const row = /^\| (.+) \| (.+) \|$/u.exec(line);
    if (!row || row[1] === 'text' || row[1] === '---') return [];
    return { rule, text: withCharacters(row[1] ?? ''), terms: row[2] ?? '' };
  });
}

const withCharacters = (text: string): string =>
  text.replace(/\\u([0-9A-F]{4})/gu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

function written(text: string): string {
  const { terms, negated, tagged } = analyzeText(text);
  if (terms.length === 0) return '–';
  return terms.map((term, i) => `${negated[i] ? '¬' : ''}${tagged[i] ? '#' : ''}${term}`).join(' ');
}

const examples = readExamples();

describe('the documented rules of the Arabic analysis', () => {
  it('have examples', () => {
    const rules = new Set(examples.map(({ rule }) => rule));
    expect([...rules].map((rule) => Number.parseInt(rule, 10))).toEqual(
      Array.from({ length: 13 }, (_, i) => i + 1),
    );
  });

  it.each(examples)('$rule: $text', ({ text, terms }) => {
    expect(written(text)).toBe(terms);
  });
});
