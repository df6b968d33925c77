import { DeskPage } from './desk-page.tsx';
import type { PublicVisit } from './desk-router.ts';
import { deskText } from './desk-text.ts';

/** What was typed into a form whose session had ended: it goes through the sign-in and back. */
export interface Carried {
  /** Where the form was to go. */
  action: string;
  fields: [name: string, value: string][];
}

const PREFIX = 'typed.';
/** These are not written into a page. */
const SECRET = /pass|secret|token|code|key/iu;

/** Only paths of the desk; `path` and `fields` come from outside. */
export const carriedFrom = (path: string, fields: ReadonlyMap<string, string>): Carried | null =>
  /^\/desk\/[\w/%.~-]+$/u.test(path) && !path.startsWith('/desk/sign-in')
    ? { action: path, fields: [...fields].filter(([name]) => !SECRET.test(name)) }
    : null;

/** What the sign-in brought back. */
export function carriedIn(fields: ReadonlyMap<string, string>): Carried | null {
  const typed = [...fields].flatMap(([name, value]): Carried['fields'] =>
    name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), value]] : [],
  );
  return carriedFrom(fields.get('action') ?? '', new Map(typed));
}

/** Inside the form of the sign-in. */
export function CarriedFields({ carried }: { carried: Carried }) {
  return (
    <>
      <input type="hidden" name="action" value={carried.action} />
      {carried.fields.map(([name, value]) => (
        <input type="hidden" name={`${PREFIX}${name}`} value={value} />
      ))}
    </>
  );
}

const OF_A_CLAIM = /^\/desk\/claims\/(\d{1,9})\/([a-z-]+)(?:\/preview)?$/u;

/**
 * After the sign-in: a claim's form opens again with everything in it; any other is sent when the person says so.
 * Nothing is decided by signing in.
 */
export function CarriedOn({ visit, url, carried }: { visit: PublicVisit; url: string; carried: Carried }) {
  const [, claimId, form] = OF_A_CLAIM.exec(carried.action) ?? [];
  const title = deskText(visit, 'signIn.again');
  return (
    <DeskPage {...visit} url={url} title={title} moderator={null}>
      <main class="page narrow">
        <h1>{title}</h1>
        <form
          class="door"
          method="post"
          action={claimId ? `/desk/claims/${claimId}/typed` : carried.action}
          data-at-once={claimId ? '' : undefined}
        >
          {claimId && <input type="hidden" name="form" value={form === 'draft' ? 'publish' : form} />}
          {carried.fields.map(
            ([name, value]) => name !== 'form' && <input type="hidden" name={name} value={value} />,
          )}
          <button class="button primary" type="submit">
            {deskText(visit, claimId ? 'signIn.backToForm' : 'signIn.sendNow')}
          </button>
        </form>
        <p>
          <a href="/desk">{deskText(visit, 'nav.queue')}</a>
        </p>
      </main>
    </DeskPage>
  );
}
