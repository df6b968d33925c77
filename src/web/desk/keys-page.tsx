import { DeskPage } from './desk-page.tsx';
import type { DeskRouter } from './desk-router.ts';
import { deskText } from './desk-text.ts';
import { KeyList } from './keys-view.tsx';

/** The keys, as a page for those without JavaScript; `desk.js` opens the same list over any page. */
export function addKeysRoute(router: DeskRouter): void {
  router.get('/desk/keys', 'viewer', (c, visit) =>
    c.html(
      <DeskPage {...visit} url={c.req.url} title={deskText(visit, 'keys.title')}>
        <main class="page">
          <h1>{deskText(visit, 'keys.title')}</h1>
          <KeyList {...visit} />
        </main>
      </DeskPage>,
    ),
  );
}
