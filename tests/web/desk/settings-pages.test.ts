import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pairing, PairingState } from '../../../src/domain/pairing.ts';
import { THRESHOLD_KEYS } from '../../../src/domain/settings.ts';
import { MEASURED, thresholdSteps } from '../../../src/match/threshold-effects.ts';
import { readSettings } from '../../../src/store/settings.ts';
import type { DeskDependencies } from '../../../src/web/desk/desk-dependencies.ts';
import { PASSWORD } from '../../support/accounts.ts';
import { openDesk, signedIn } from '../../support/desk.ts';
import { startTestApp, type TestApp } from '../../support/test-app.ts';
import { textChecks } from '../../support/test-archive.ts';
import { Visitor, words } from '../web-fixture.ts';

let pairing: PairingState = { state: 'pairing', code: '2@first-code', wasLoggedOut: false };
const begun: number[] = [];
const phone: Pairing = {
  get current() {
    return pairing;
  },
  watch: () => () => undefined,
  begin: () => begun.push(begun.length),
};

let line: TestApp;
let app: Hono;
let dependencies: DeskDependencies;
let admin: Visitor;
beforeAll(async () => {
  line = await startTestApp({ archive: textChecks });
  const messengers: DeskDependencies['messengers'] = () => [
    { channel: 'web-chat', health: { state: 'on' }, trouble: null },
    {
      channel: 'telegram',
      health: { state: 'failing', error: 'messenger-unauthorized' },
      trouble: 'send-unreachable',
    },
  ];
  ({ app, dependencies } = openDesk(line, { messengers, pairing: phone }));
  admin = await signedIn(app, dependencies, 'huda', 'admin');
});
afterAll(() => line.end());

/** Without the invisible marks that Intl puts around the sign for percent. */
const page = async (path: string, browser = admin) =>
  (await (await browser.get(path)).text()).replaceAll('\u200e', '');
const post = (path: string, fields: Record<string, string> = {}, browser = admin) =>
  browser.post(path, new URLSearchParams(fields));
const t = (key: string, params: Record<string, string | number> = {}) => words.t('ar', key, params);
const settings = () => readSettings(line.prisma);
const PEOPLE = '/desk/settings/users';

describe('the general settings', () => {
  it('are saved, shown, and in the log with what they were', async () => {
    const fields = { 'factor-publisher': '1', fourEyes: '1', filesDays: '٩٠', textsDays: '' };
    expect((await post('/desk/settings', fields)).status).toBe(303);
    expect(await settings()).toMatchObject({
      ...{ secondFactorRoles: ['publisher'], fourEyes: true, filesDays: 90, textsDays: null },
    });
    const html = await page('/desk/settings');
    expect(html).toMatch(/name="factor-publisher"[^>]*checked/u);
    expect(html).toContain('value="90"');
    const log = await page('/desk/settings/audit?what=setting-changed');
    expect(log).toContain(`${t('settings:keeping.filesDays')}: ${t('settings:keeping.always')} ← 90`);
    await post('/desk/settings');
    expect(await settings()).toMatchObject({ secondFactorRoles: [], fourEyes: false, filesDays: null });
  });

  it.each(['1', '-30', '1e2', 'ninety', '999999', '30.5'])(
    'refuse %s days for people, and keep what was typed',
    async (sendersDays) => {
      const response = await post('/desk/settings', { sendersDays, fourEyes: '1' });
      expect(response.status).toBe(400);
      expect(await response.text()).toMatch(/name="fourEyes"[^>]*checked/u);
      expect(await settings()).toMatchObject({ sendersDays: null, fourEyes: false });
    },
  );
});

describe('the thresholds of matching', () => {
  const MATCHING = '/desk/settings/matching';
  const QUESTION = 'هل صحيح أن المخابز في وادي القصب رفعت سعر الخبز إلى عشرة دنانير؟';
  const outcomeFor = async (name: string) => {
    const person = await line.acquaintance(name);
    await person.ask({ text: QUESTION });
    return (await person.tip()).outcome;
  };

  it('stand at their defaults, each place with what it would change and what people said here', async () => {
    expect(await outcomeFor('before')).toBe('answered');
    await line.prisma.tip.updateMany({ where: { conversation: 'before' }, data: { feedback: 'no' } });
    const html = await page(MATCHING);
    for (const key of THRESHOLD_KEYS) {
      expect(html).toMatch(new RegExp(`name="${key}" value="default" checked`, 'u'));
      const rows = html.match(new RegExp(`type="radio" name="${key}"`, 'gu')) ?? [];
      expect(rows).toHaveLength(thresholdSteps(key).length);
    }
    expect(html).toContain(t('settings:matching.here', { count: 1, complaints: 1 }));
    const { asked, effects } = MEASURED.answerFrom;
    const share = (effects[0]?.answered ?? 0) / asked;
    expect(html).toContain(`${(100 * share).toFixed(1).replace(/\.0$/u, '')}%`);
  });

  it('are moved with effect on the next question, and in the log', async () => {
    expect((await post(MATCHING, { answerFrom: '0.95', mediaFrom: 'default' })).status).toBe(303);
    expect(await settings()).toMatchObject({ answerFrom: 0.95, mediaFrom: null });
    expect(await page(MATCHING)).toMatch(/name="answerFrom" value="0.95" checked/u);
    expect(await outcomeFor('strict')).toBe('choices');
    const log = await page('/desk/settings/audit?what=setting-changed');
    expect(log).toContain(`${t('settings:matching.answerFrom')}: ${t('settings:matching.default')} ← 95%`);
    await post(MATCHING, { answerFrom: 'default' });
    expect(await outcomeFor('usual')).toBe('answered');
  });

  it.each(['0.1', '2', 'NaN', '', '0.851'])(
    'do not stand at %j, which nobody measured',
    async (answerFrom) => {
      expect((await post(MATCHING, { answerFrom })).status).toBe(400);
      expect(await settings()).toMatchObject({ answerFrom: null });
    },
  );
});

describe('the people of the desk', () => {
  it('are invited with a link that is shown once and lets them choose a password', async () => {
    const html = await (await post(PEOPLE, { name: 'ناصر', role: 'reviewer' })).text();
    const link = /value="([^"]+\/desk\/invitations\/[^"]+)"/u.exec(html)?.[1] ?? '';
    expect(await page(`${PEOPLE}/${encodeURIComponent('ناصر')}`)).not.toContain(link);
    const nasser = new Visitor(app);
    expect((await post(new URL(link).pathname, { password: PASSWORD }, nasser)).status).toBe(303);
    expect((await nasser.get('/desk')).status).toBe(200);
  });

  it('are not invited twice under one name, and what was typed stays', async () => {
    const response = await post(PEOPLE, { name: 'HUDA', role: 'viewer' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('value="HUDA"');
  });

  it('change role, are signed out, disabled and enabled, each with effect at once', async () => {
    const rami = await signedIn(app, dependencies, 'rami', 'reviewer');
    const path = `${PEOPLE}/rami`;
    await post(`${path}/role`, { role: 'admin' });
    expect((await rami.get(PEOPLE)).status).toBe(200);
    await post(`${path}/role`, { role: 'viewer' });
    expect((await rami.get(PEOPLE)).status).toBe(403);
    await post(`${path}/end-sessions`);
    expect((await rami.get('/desk')).status).toBe(303);
    await post(`${path}/disable`);
    expect((await post('/desk/sign-in', { name: 'rami', password: PASSWORD }, rami)).status).toBe(401);
    await post(`${path}/enable`);
    expect((await post('/desk/sign-in', { name: 'rami', password: PASSWORD }, rami)).status).toBe(303);
    const log = await page('/desk/settings/audit?who=rami');
    for (const type of [
      'role-changed',
      'sessions-ended',
      'disabled',
      'enabled',
      'sign-in-closed',
      'signed-in',
    ]) {
      expect(log).toContain(`<td>${t(`settings:event.${type}`)} `);
    }
    expect(log).toContain(`${t('desk:role.reviewer')} ← ${t('desk:role.admin')}`);
  });

  it('always have an admin who can sign in', async () => {
    await post(PEOPLE, { name: 'second', role: 'admin' });
    for (const [act, fields] of [
      ['role', { role: 'viewer' }],
      ['disable', {}],
    ] as const) {
      const response = await post(`${PEOPLE}/huda/${act}`, fields);
      expect(response.status).toBe(409);
      expect(await response.text()).toContain(t('errors:last-admin'));
    }
    expect((await admin.get(PEOPLE)).status).toBe(200);
  });

  it('are no others than those there are', async () => {
    for (const act of ['invite', 'role', 'end-sessions', 'reset-factor', 'disable', 'enable']) {
      expect((await post(`${PEOPLE}/nobody/${act}`, { role: 'viewer' })).status).toBe(404);
    }
    expect((await admin.get(`${PEOPLE}/nobody`)).status).toBe(404);
    expect((await post(`${PEOPLE}/huda/role`, { role: 'emperor' })).status).toBe(400);
  });
});

describe('the log', () => {
  it('says what was done with claims, and from where', async () => {
    await line.person('log-asker').ask({ text: 'خبر يقول إن بئر القرية جفّ بالكامل هذا الصيف' });
    const { claimId } = await line.person('log-asker').tip();
    await admin.post(`/desk/claims/${claimId}/spam`, new URLSearchParams({ seen: '0' }), {
      'x-forwarded-for': '203.0.113.77',
    });
    const html = await page('/desk/settings/audit?who=huda&what=spam');
    expect(html).toContain(`/desk/claims/${claimId}`);
    expect(html).toContain('203.0.113.77');
    expect(html).not.toContain('log-asker');
  });

  it('is a table for spreadsheets too, in which nothing is a formula', async () => {
    const actor = '=HYPERLINK("http://evil.example")';
    await line.prisma.accountEvent.create({ data: { type: 'signed-in', actor, about: actor } });
    const response = await admin.get(`/desk/settings/audit.csv?${new URLSearchParams({ who: actor })}`);
    expect(response.headers.get('content-type')).toContain('text/csv');
    const [head, row] = (await response.text()).split('\r\n');
    expect(head).toContain(t('settings:audit.from'));
    expect(row).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
  });

  it('comes in pages', async () => {
    const about = 'paged';
    await line.prisma.accountEvent.createMany({
      data: Array.from({ length: 120 }, () => ({ type: 'signed-in', actor: about, about })),
    });
    const rows = async (number: number) =>
      (await page(`/desk/settings/audit?who=paged&page=${number}`)).split('<tr>').length - 2;
    expect([await rows(1), await rows(2), await rows(3), await rows(4)]).toEqual([50, 50, 20, -1]);
  });

  it.each(["what=';drop table users", 'who=%00', 'page=-1', 'page=99999999999', 'what=toString'])(
    'takes no harm from %s',
    async (query) => {
      expect((await admin.get(`/desk/settings/audit?${query}`)).status).toBe(200);
    },
  );
});

describe('the messengers', () => {
  it('are shown with what is wrong in words, what waits, and how to switch on what is off', async () => {
    await line.prisma.outbox.createMany({
      data: [
        { key: 'm1', channel: 'telegram', conversation: 'c', message: { text: [] }, state: 'waiting' },
        {
          ...{ key: 'm2', channel: 'telegram', conversation: 'c', message: { text: [] } },
          ...{ state: 'failed', error: 'send-rejected', detail: 'secret detail' },
        },
      ],
    });
    const html = await page('/desk/settings/messengers');
    expect(html).toContain(t('errors:messenger-unauthorized'));
    expect(html).toContain(t('errors:send-unreachable'));
    expect(html).toContain(t('errors:send-rejected'));
    expect(html).toContain('WHATSAPP_CLOUD_TOKEN');
    expect(html).not.toContain('secret detail');
  });

  it('that need a person are named to admins on every page of the desk, and to nobody else', async () => {
    const trouble = t('errors:messenger-unauthorized');
    expect(await page('/desk')).toContain(trouble);
    expect(await page('/desk')).not.toContain(t('errors:send-unreachable'));
    expect(await page('/desk/settings/users')).toContain(trouble);
    const messengers = await page('/desk/settings/messengers');
    expect(messengers.split(trouble)).toHaveLength(2);
    const publisher = await signedIn(app, dependencies, 'noura', 'publisher');
    expect(await page('/desk', publisher)).not.toContain(trouble);
  });

  it('show the code for linking WhatsApp, and bring the next one without a script', async () => {
    const response = await admin.get('/desk/settings/messengers');
    expect(response.headers.get('refresh')).toBe('5');
    expect(await response.text()).toMatch(/<div class="qr"[^>]*><svg/u);
    expect((await post('/desk/settings/messengers/pairing')).status).toBe(303);
    expect(begun).toHaveLength(1);
  });

  it.each([
    [{ state: 'unpaired', wasLoggedOut: true }, 'settings:pairing.loggedOut', null],
    [{ state: 'connected' }, 'settings:pairing.state.connected', null],
    [{ state: 'failing', error: 'messenger-unreachable' }, 'errors:messenger-unreachable', '5'],
  ] as [PairingState, string, string | null][])(
    'say how far the link is: %j',
    async (state, key, refresh) => {
      pairing = state;
      const response = await admin.get('/desk/settings/messengers');
      expect(response.headers.get('refresh')).toBe(refresh);
      const html = await response.text();
      expect(html).toContain(t(key));
      expect(html).not.toContain('<svg');
    },
  );
});

describe('the messages', () => {
  it('are all shown in both languages, about the archive as it is', async () => {
    const html = await page('/desk/settings/texts');
    expect(html).toContain(textChecks[0]?.title);
    for (const language of ['ar', 'en'] as const) {
      expect(html).toContain(words.t(language, 'reply:unknown.unfollow'));
      expect(html).toContain(words.t(language, 'reply:choices.none'));
    }
  });

  it('show many choices as each messenger does', async () => {
    const menu = `<li class="key-cap">${words.t('en', 'reply:menu.choices')}</li>`;
    const none = `<li class="key-cap">${words.t('en', 'reply:choices.none')}</li>`;
    const on = (channel: string) => page(`/desk/settings/texts?on=${channel}`);
    expect(await on('whatsapp-cloud')).toContain(menu);
    const telegram = await on('telegram');
    expect(telegram).not.toContain(menu);
    expect(telegram).toContain(none);
    const numbered = await on('whatsapp-web');
    expect(numbered).not.toContain('class="key-cap"');
    expect(numbered).toContain(words.t('en', 'reply:menu.numberIsEnough'));
  });
});
