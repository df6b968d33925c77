import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../src/project-root.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import {
  lanternPicture,
  marketPicture,
  mediaChecks,
  textChecks,
  unknownPicture,
} from '../support/test-archive.ts';
import { Transcript } from '../support/transcript.ts';

const INTRODUCTION = `
# A conversation with Tabayyan · محادثة مع تبيّن

This page is written by the code: \`tests/stories/transcript.test.ts\` holds this very conversation with the tip line and
fails when a word of it changes (\`npx vitest run tests/stories/transcript.test.ts -u\` writes it anew). The archive behind
it is fictional. Labels in boxes are buttons; everything works by words and numbers too.

هذه الصفحة يكتبها البرنامج نفسه، وتتوقف الفحوص إن تغيّرت فيها كلمة. الأرشيف خيالي. ما في الإطارات أزرار، ويمكن الاستغناء عنها كلها بكلمة أو رقم.
`;

let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({ archive: [...textChecks, ...(await mediaChecks())] });
});
afterAll(() => line.end());

/** `npx vitest run tests/stories/transcript.test.ts -u` writes it anew. */
it('docs/conversation.md says what the code says', async () => {
  const talk = new Transcript(line, 'someone');
  const image = async (path: string) => line.file(path, 'image');

  talk.chapter('التعارف');
  await talk.says('السلام عليكم');

  talk.chapter('رسالة طويلة متداولة، والإجابة عنها');
  await talk.forwards(
    'عاجل 🔴🔴 وردنا الآن من مصادر موثوقة: تم سكب مواد كيميائية في آبار قرية الينابيع لتسميم الأهالي، انشروها قبل الحذف!!',
  );
  await talk.says('نعم');

  talk.chapter('صورة، ثم سؤال عنها');
  await talk.sends('صورة ساحة مليئة بالفوانيس', await image(await lanternPicture()));
  await talk.says('هل هذا صحيح؟');
  await talk.says('لا');
  await talk.says('٣');

  talk.chapter('صورة سبق التحقّق منها مرتين: الاختيار بالرقم');
  await talk.sends('صورة سوق', await image(await marketPicture()));
  await talk.says('١');
  await talk.says('شكرًا');

  talk.chapter('ما لم يتحقّق منه أحد بعد');
  await talk.sends('صورة لا يعرفها الأرشيف', await image(await unknownPicture(6501)));
  await talk.says('يقولون إنها من انفجار مصنع الزجاج في بلدة الوادي صباح اليوم');
  await talk.says('هل من جديد؟ هل هذا صحيح؟');
  await talk.presses(line.words('unknown.unfollow'));

  talk.chapter('البحث في الأرشيف');
  await talk.says('ابحث عن أسعار الخبز');
  await talk.says('غواصة البحيرة');
  await talk.says('نعم');

  talk.chapter('الأسئلة السابقة');
  await talk.onDay('2026-11-20');
  await talk.says('أسئلتي');

  talk.chapter('ما لا يمكن فحصه، وما لا يليق');
  await talk.says('👀');
  await talk.says('يا كلاب');
  await talk.says('حقيرين');

  talk.chapter('الإبلاغ واللغة');
  await talk.says('توقف');
  await talk.presses(line.words('notify.resume'));
  await talk.says('اللغة');
  await talk.says('English');
  await talk.says('عربي');

  talk.chapter('زر قديم');
  await talk.presses(line.words('choices.none'));

  talk.chapter('حذف البيانات');
  await talk.says('حذف بياناتي');
  await talk.says('نعم');

  await expect(talk.toMarkdown(INTRODUCTION)).toMatchFileSnapshot(
    join(PROJECT_ROOT, 'docs', 'conversation.md'),
  );
});
