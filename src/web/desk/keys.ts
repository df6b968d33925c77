/**
 * What each key does, by the place of the key on the keyboard (`KeyboardEvent.code`), so that an Arabic keyboard has
 * the same keys. The list of keys on every page is what `desk.js` goes by.
 */
export const DESK_KEYS = {
  everywhere: { search: 'Slash', queue: 'KeyG', help: 'Shift+Slash' },
  queue: { next: 'KeyJ', previous: 'KeyK', open: 'KeyO', reveal: 'KeyV', fresh: 'KeyR' },
  claim: {
    publish: 'KeyP',
    link: 'KeyL',
    'not-checkable': 'KeyX',
    merge: 'KeyM',
    spam: 'KeyS',
    correct: 'KeyC',
    undo: 'KeyU',
    ask: 'KeyQ',
    assign: 'KeyA',
    tag: 'KeyT',
    note: 'KeyN',
    send: 'KeyE',
  },
  film: {
    lift: 'KeyV',
    play: 'KeyH',
    back: 'Comma',
    forward: 'Period',
    slower: 'BracketLeft',
    faster: 'BracketRight',
  },
} as const;

export const KEY_GROUPS = ['everywhere', 'queue', 'claim', 'film'] as const;
export const KEY_NAMES = KEY_GROUPS.flatMap((group) => Object.keys(DESK_KEYS[group]));

/** As it is printed on the key of a Latin keyboard. */
const PRINTED: Record<string, string> = {
  Slash: '/',
  'Shift+Slash': '?',
  Comma: ',',
  Period: '.',
  BracketLeft: '[',
  BracketRight: ']',
};

export const printedKey = (code: string): string => PRINTED[code] ?? code.replace(/^Key/u, '');
