/**
 * Checks the words for people: both languages have the same keys, plural forms and placeholders, the
 * source asks for no key that is missing, and no key is there that nothing asks for.
 */
import { join } from 'node:path';
import { USER_STATES } from '../src/accounts/user-state.ts';
import { REJECT_REASONS, REPAIRS } from '../src/archive/reasons.ts';
import { REFUSALS, REVISION_TYPES } from '../src/archive/revise.ts';
import { USER_CHANGES } from '../src/cli/user-command.ts';
import { CHANNELS } from '../src/domain/channel.ts';
import { UNSUPPORTED_KINDS } from '../src/domain/message.ts';
import { RATINGS } from '../src/domain/rating.ts';
import { ROLES } from '../src/domain/role.ts';
import { RETENTION_KEYS, THRESHOLD_KEYS } from '../src/domain/settings.ts';
import { ERROR_CODES } from '../src/errors.ts';
import { MENU } from '../src/intake/conversation.ts';
import { REMARKS } from '../src/intake/heard.ts';
import { REASONS } from '../src/reply/button-tokens.ts';
import { CLAIM_STATES } from '../src/review/claim-state.ts';
import { DRAFT_FIELDS } from '../src/review/verdict-draft.ts';
import { MATCH_BANDS } from '../src/store/archive-desk.ts';
import { EDITED_FIELDS } from '../src/store/archive-edits.ts';
import { CLAIM_SCRIPTS } from '../src/store/desk-queue.ts';
import { DELIVERY_COUNTS } from '../src/store/notices.ts';
import { REPORT_UNITS } from '../src/store/reports.ts';
import { ACCOUNT_EVENTS } from '../src/store/users.ts';
import { HINTED_FIELDS } from '../src/web/desk/archive-edit-page.tsx';
import { ARCHIVE_FORMS } from '../src/web/desk/archive-forms.tsx';
import { ARCHIVE_VIEWS } from '../src/web/desk/archive-list-page.tsx';
import { ARCHIVE_FIGURES } from '../src/web/desk/archive-matched.tsx';
import { HASH_KINDS } from '../src/web/desk/archive-media.tsx';
import { DECISION_FORMS } from '../src/web/desk/claim-forms.tsx';
import { ACT_TYPES, ORIGIN_KINDS } from '../src/web/desk/claim-view.tsx';
import { EVIDENCE_KINDS, SURENESS } from '../src/web/desk/evidence-view.tsx';
import { KEY_GROUPS, KEY_NAMES } from '../src/web/desk/keys.ts';
import { CLAIM_KINDS } from '../src/web/desk/queue-filter.tsx';
import { REPORT_COLUMNS, REPORTS } from '../src/web/desk/report-data.ts';
import { REPORT_FIGURES } from '../src/web/desk/report-page.tsx';
import { FACTOR_ACTS } from '../src/web/desk/second-factor-routes.tsx';
import { EFFECT_COLUMNS } from '../src/web/desk/settings/matching-page.tsx';
import { SITUATIONS } from '../src/web/desk/settings/message-examples.ts';
import { PAIRING_STATES } from '../src/web/desk/settings/messengers-page.tsx';
import { SETTINGS_PAGES } from '../src/web/desk/settings/settings-page.tsx';
import { USER_ACTS } from '../src/web/desk/settings/users-page.tsx';
import { LANGUAGES } from '../src/words.ts';
import { usagesIn } from './key-usage.ts';
import { faultBetween, faultsWithin, readLanguage } from './locale-files.ts';

/** What can stand for the computed part of a key. A new family of keys is entered here. */
const FAMILIES: Record<string, readonly string[]> = {
  'errors:*': Object.keys(ERROR_CODES),
  'ratings:*': RATINGS,
  'reply:mark.*': RATINGS,
  'reply:unsupported.*': [...UNSUPPORTED_KINDS, 'empty'],
  'reply:matched.*': ['exact', 'image', 'video', 'videoAt', 'audio', 'still', 'ocr'],
  'reply:menu.*': MENU,
  'reply:feedback.*': REASONS,
  'reply:tips.*': ['image', 'video', 'audio', 'document'],
  'reply:forget.*': ['tips', 'messages', 'files'],
  'heard:*': [...REMARKS, 'search', 'native', 'numbers'],
  'import:reject.*': REJECT_REASONS,
  'import:repair.*': REPAIRS,
  'cli:start.name.*': CHANNELS,
  'cli:doctor.*': ['good', 'warning', 'bad'],
  'cli:doctor.what.*': [
    'node',
    'data',
    'disk',
    'ffmpeg',
    'database',
    'server',
    'archive',
    'jobs',
    'outbox',
    'telegram',
    'whatsapp-cloud',
    'whatsapp-web',
  ],
  'cli:pairing.*': ['scan', 'loggedOut', 'connected', 'unpaired'],
  'cli:user.*': USER_CHANGES,
  'cli:user.state.*': USER_STATES,
  'desk:role.*': ROLES,
  'desk:state.*': CLAIM_STATES,
  'desk:kind.*': CLAIM_KINDS,
  'desk:delivery.*': DELIVERY_COUNTS,
  'desk:script.*': CLAIM_SCRIPTS,
  'desk:keys.group.*': KEY_GROUPS,
  'desk:keys.does.*': KEY_NAMES,
  'desk:origin.*': ORIGIN_KINDS,
  'desk:evidence.*': EVIDENCE_KINDS,
  'desk:sure.*': SURENESS,
  'desk:act.*': [...ACT_TYPES, 'opened'],
  'desk:verdict.*': DRAFT_FIELDS,
  'desk:factor.*': FACTOR_ACTS,
  'desk:factor.hint.*': FACTOR_ACTS,
  'settings:page.*': Object.keys(SETTINGS_PAGES),
  'settings:keeping.*': RETENTION_KEYS,
  'settings:keeping.hints.*': RETENTION_KEYS,
  'settings:matching.*': THRESHOLD_KEYS,
  'settings:matching.hints.*': THRESHOLD_KEYS,
  'settings:matching.measured.*': THRESHOLD_KEYS,
  'settings:matching.column.*': ['from', ...EFFECT_COLUMNS, 'here'],
  'settings:users.act.*': USER_ACTS,
  'settings:users.hint.*': USER_ACTS,
  'settings:users.done.*': USER_ACTS,
  'settings:messenger.state.*': ['off', 'starting', 'on', 'failing', 'stopped'],
  'settings:messenger.how.*': ['telegram', 'whatsapp-web', 'whatsapp-cloud'],
  'settings:pairing.state.*': PAIRING_STATES,
  'settings:texts.situation.*': SITUATIONS,
  'settings:audit.*': ['when', 'who', 'what', 'whom', 'from'],
  'settings:event.*': ACCOUNT_EVENTS,
  'desk:decide.*.title': DECISION_FORMS,
  'desk:decide.*.hint': DECISION_FORMS,
  'desk:archive.view.*': ARCHIVE_VIEWS,
  'desk:archive.field.*': EDITED_FIELDS,
  'desk:archive.fieldHint.*': HINTED_FIELDS,
  'desk:archive.refused.*': REFUSALS,
  'desk:archive.kind.*': ['image', 'video', 'audio'],
  'desk:archive.hashes.*': HASH_KINDS,
  'desk:archive.figure.*': ARCHIVE_FIGURES,
  'desk:archive.band.*': MATCH_BANDS,
  'desk:archive.form.*.title': ARCHIVE_FORMS,
  'desk:archive.form.*.hint': ARCHIVE_FORMS,
  'desk:archive.event.*': REVISION_TYPES,
  'desk:reports.by.*': REPORT_UNITS,
  'desk:reports.figure.*': REPORT_FIGURES,
  'desk:reports.title.*': REPORTS,
  'desk:reports.hint.*': REPORTS,
  'desk:reports.column.*': REPORT_COLUMNS,
  'web:chat.*': ['image', 'video', 'audio', 'document'],
};

const root = join(import.meta.dirname, '..');
const faults: string[] = [];

const [first, ...others] = LANGUAGES.map((name) => ({
  name,
  entries: readLanguage(join(root, 'locales', name)),
}));
if (!first) throw new Error('no language');
for (const { name, entries } of [first, ...others]) {
  for (const entry of entries.values()) faults.push(...faultsWithin(name, entry));
}
for (const { name, entries } of others) {
  for (const [key, entry] of first.entries) {
    const twin = entries.get(key);
    if (twin) faults.push(...faultBetween(name, entry, twin));
    else faults.push(`${name} ${key}: is missing`);
  }
  for (const key of entries.keys())
    if (!first.entries.has(key)) faults.push(`${first.name} ${key}: is missing`);
}

const used = new Set<string>();
for (const { where, key } of usagesIn(root)) {
  const family = key.includes('*') ? FAMILIES[key] : [key];
  if (!family) faults.push(`${where}: ${key} is no family that scripts/check-locales.ts knows`);
  for (const member of family ?? []) {
    const name = key.includes('*') ? key.replace('*', member) : member;
    used.add(name);
    if (!first.entries.has(name)) faults.push(`${where}: ${name} has no words`);
  }
}
for (const key of first.entries.keys()) if (!used.has(key)) faults.push(`${key}: nothing asks for it`);

for (const fault of new Set(faults)) process.stderr.write(`${fault}\n`);
if (faults.length === 0) {
  process.stdout.write(`${first.entries.size} keys agree in ${LANGUAGES.length} languages\n`);
}
process.exitCode = faults.length > 0 ? 1 : 0;
