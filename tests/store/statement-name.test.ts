import { describe, expect, it } from 'vitest';
import { statementName } from '../../src/store/statement-name.ts';

describe('the name of a statement', () => {
  it('is the same for the same text, whatever its arguments, and another for another', () => {
    const name = statementName({ sql: 'SELECT $1', args: [1] });
    expect(statementName({ sql: 'SELECT $1', args: ['two'] })).toBe(name);
    expect(statementName({ sql: 'SELECT $1::text', args: [1] })).not.toBe(name);
  });

  it('is one that PostgreSQL does not cut off', () => {
    expect(statementName({ sql: 'SELECT '.repeat(1_000), args: [] })?.length).toBeLessThan(64);
  });

  it('is not given to a long list, which would be a statement of every length', () => {
    expect(statementName({ sql: 'SELECT many', args: Array.from({ length: 33 }) })).toBeUndefined();
  });
});
