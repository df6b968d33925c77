import { type DeskReader, deskText } from './desk-text.ts';
import { DESK_KEYS, KEY_GROUPS, printedKey } from './keys.ts';

/** A link to the list; with JavaScript it opens the list over the page. */
export function KeysHelp(reader: DeskReader) {
  return (
    <footer class="keys-foot">
      <a class="keys-link" href="/desk/keys" data-act="help">
        {deskText(reader, 'keys.title')} <kbd>?</kbd>
      </a>
      <dialog class="keys" id="keys" aria-labelledby="keys-title">
        <form class="keys-head" method="dialog">
          <h2 id="keys-title">{deskText(reader, 'keys.title')}</h2>
          <button class="button small" type="submit">
            {deskText(reader, 'keys.close')}
          </button>
        </form>
        <KeyList {...reader} />
        <label class="tick">
          <input type="checkbox" id="keys-off" autocomplete="off" /> {deskText(reader, 'keys.off')}
        </label>
      </dialog>
    </footer>
  );
}

export function KeyList(reader: DeskReader) {
  return (
    <div class="key-groups">
      {KEY_GROUPS.map((group) => (
        <section>
          <h3>{deskText(reader, `keys.group.${group}`)}</h3>
          <dl>
            {Object.entries(DESK_KEYS[group]).map(([name, code]) => (
              <div data-code={code} data-does={name}>
                <dt>
                  <kbd dir="ltr">{printedKey(code)}</kbd>
                </dt>
                <dd>{deskText(reader, `keys.does.${name}`)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
