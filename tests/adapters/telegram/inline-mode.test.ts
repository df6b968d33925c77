import { expect, it } from 'vitest';
import { startedTipLine } from './tip-line.ts';

const card = (id: string, title = 'عنوان') => ({
  id,
  title,
  description: 'زائف',
  message: {
    text: [
      [{ text: title, style: 'bold' as const }],
      [{ text: 'https://c.example/1', href: 'https://c.example/1' }],
    ],
    direction: 'rtl' as const,
  },
});

it('words behind the name of the bot, in any chat, offer fact-checks to paste', async () => {
  const { api, inbox } = await startedTipLine();
  inbox.found = { items: [card('one'), card('two')], nextPage: 2 };
  api.user(7, 'en').searchesInline('  أسعار الخبز ');
  await api.waitFor(() => api.inlineAnswers.length === 1);
  expect(inbox.searches).toEqual([{ words: 'أسعار الخبز', page: 1, language: 'en' }]);
  expect(api.inlineAnswers[0]).toMatchObject({
    articles: [
      {
        id: 'one',
        title: 'عنوان',
        description: 'زائف',
        text: expect.stringContaining('https://c.example/1'),
      },
      { id: 'two' },
    ],
    nextOffset: '2',
  });
});

it('further results come page by page, and the last page says so', async () => {
  const { api, inbox } = await startedTipLine();
  inbox.found = { items: [card('three')], nextPage: null };
  api.user(7).searchesInline('خبز', '2');
  await api.waitFor(() => api.inlineAnswers.length === 1);
  expect(inbox.searches[0]?.page).toBe(2);
  expect(api.inlineAnswers[0]?.nextOffset).toBe('');
});

it('nothing of a search is stored, and it holds up no message', async () => {
  const { api, inbox } = await startedTipLine();
  api.user(7).searchesInline('خبز');
  api.user(8).sendsText('سؤال');
  await inbox.waitForCount(1);
  expect(inbox.all.map(({ conversation }) => conversation)).toEqual(['8']);
});

it('a title or id longer than Telegram takes is offered all the same', async () => {
  const { api, inbox } = await startedTipLine();
  inbox.found = { items: [card('م'.repeat(100), 'ط'.repeat(6000)), card('short')], nextPage: null };
  api.user(7).searchesInline('خبز');
  await api.waitFor(() => api.inlineAnswers.length === 1);
  expect(api.inlineAnswers[0]?.articles).toHaveLength(2);
});

it('a search made up by hand stops nothing', async () => {
  const { api, inbox } = await startedTipLine();
  api.push({ inline_query: { id: 5, query: null } });
  api.user(7).searchesInline('خبز', '../../etc');
  await api.waitFor(() => api.inlineAnswers.length === 1);
  expect(inbox.searches[0]?.page).toBe(1);
});
