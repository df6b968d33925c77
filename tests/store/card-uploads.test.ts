import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCardUpload, forgetCardUpload, rememberCardUpload } from '../../src/store/card-uploads.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let line: TestApp;
beforeAll(async () => {
  line = await startTestApp();
});
afterAll(() => line.end());

describe('the file id under which a messenger has a card', () => {
  it('is remembered for this messenger and this card', async () => {
    await rememberCardUpload(line.prisma, 'telegram', 'card-1', 'file-1');
    expect(await findCardUpload(line.prisma, 'telegram', 'card-1')).toBe('file-1');
    expect(await findCardUpload(line.prisma, 'telegram', 'card-2')).toBeNull();
    expect(await findCardUpload(line.prisma, 'web-chat', 'card-1')).toBeNull();
  });

  it('is replaced when the card was uploaded again', async () => {
    await rememberCardUpload(line.prisma, 'telegram', 'again', 'file-1');
    await rememberCardUpload(line.prisma, 'telegram', 'again', 'file-2');
    expect(await findCardUpload(line.prisma, 'telegram', 'again')).toBe('file-2');
  });

  it('is forgotten when the messenger does not know it, but not a newer one', async () => {
    await rememberCardUpload(line.prisma, 'telegram', 'gone', 'file-2');
    await forgetCardUpload(line.prisma, 'telegram', 'gone', 'file-1');
    expect(await findCardUpload(line.prisma, 'telegram', 'gone')).toBe('file-2');
    await forgetCardUpload(line.prisma, 'telegram', 'gone', 'file-2');
    expect(await findCardUpload(line.prisma, 'telegram', 'gone')).toBeNull();
  });
});
