// The moderators' pages with a script: keys, news without a reload, drafts kept while they are typed, and the tools
// below films. Every word comes from the page; whatever is sent can be sent without this file, too.

const root = document.documentElement;
root.classList.remove('no-js');

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);

// --- keys -----------------------------------------------------------------------------------------

const OFF = 'desk-keys-off';
const keys = one('#keys');
const keysOff = one('#keys-off');

/** Storage may be forbidden: then keys are on. */
const remembered = (name) => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};
const remember = (name, value) => {
  try {
    localStorage.setItem(name, value);
  } catch {
    // It holds for this page only.
  }
};
if (keysOff) {
  keysOff.checked = remembered(OFF) === '1';
  keysOff.addEventListener('change', () => remember(OFF, keysOff.checked ? '1' : '0'));
}

const inSight = (element) => element.getClientRects().length > 0;
const titles = () => all('.claim-card h2 a');

function moveBy(step) {
  const links = titles();
  if (links.length === 0) return false;
  const at = links.indexOf(document.activeElement);
  const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return true;
}

/** Opens a fold and goes to its first field; presses a button or a link; goes to any other field. */
function use(element) {
  if (element.matches('summary')) {
    const fold = element.parentElement;
    fold.open = true;
    fold.scrollIntoView({ block: 'nearest' });
    (one('input:not([type=hidden]), textarea, select', fold) ?? one('button', fold)).focus();
  } else if (element.matches('a, button, input[type=checkbox]')) element.click();
  else element.focus();
  return true;
}

const film = () => {
  const films = all('.veil video');
  return films.find((video) => !video.paused) ?? films.find((video) => inSight(video)) ?? films[0];
};
const withFilm = (work) => () => {
  const video = film();
  if (video) work(video);
  return Boolean(video);
};

const DEEDS = {
  next: () => moveBy(1),
  previous: () => moveBy(-1),
  open: () => document.activeElement?.matches('.claim-card h2 a') && use(document.activeElement),
  help: () => {
    keys.showModal();
    return true;
  },
  play: withFilm((video) => (video.paused ? video.play() : video.pause())),
  back: withFilm((video) => stepFrame(video, -1)),
  forward: withFilm((video) => stepFrame(video, 1)),
  slower: withFilm((video) => changeSpeed(video, -1)),
  faster: withFilm((video) => changeSpeed(video, 1)),
};

/** These go on while their key is held. */
const HELD = new Set(['next', 'previous', 'back', 'forward']);

/** Where these signs are on other keys, they do the same. */
const SIGNS = { '?': 'Shift+Slash', '؟': 'Shift+Slash', '/': 'Slash' };

const isTyping = ({ target }) =>
  target.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=range])');

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!keys || keys.open || keysOff.checked || isTyping(event)) return;
  const code = SIGNS[event.key] ?? (event.shiftKey ? `Shift+${event.code}` : event.code);
  const isDone = all('[data-code]', keys).some(({ dataset }) => {
    if (dataset.code !== code || (event.repeat && !HELD.has(dataset.does))) return false;
    if (DEEDS[dataset.does]) return DEEDS[dataset.does]();
    const element = all(`[data-act="${dataset.does}"]`).find((candidate) => inSight(candidate));
    return element ? use(element) : false;
  });
  if (isDone) event.preventDefault();
});

one('[data-act=help]')?.addEventListener('click', (event) => {
  event.preventDefault();
  keys.showModal();
});

// --- news -----------------------------------------------------------------------------------------

/** Asks the address again and again; what comes takes the place of what has the same id. Nothing else moves. */
function keepAsking(element) {
  const { poll, every, method = 'GET' } = element.dataset;
  const ask = async () => {
    if (document.hidden) return;
    const response = await fetch(poll, { method, headers: { 'X-Requested-With': 'desk' } }).catch(() => null);
    if (!response?.ok || response.redirected) return;
    const news = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const fresh of all('[id]', news.body)) {
      const stale = document.getElementById(fresh.id);
      if (stale && stale.innerHTML !== fresh.innerHTML) stale.replaceChildren(...fresh.childNodes);
    }
  };
  setInterval(ask, Number(every) * 1000);
  document.addEventListener('visibilitychange', ask);
  ask();
}
for (const element of all('[data-poll]')) keepAsking(element);

addEventListener('pagehide', () => {
  const leave = one('[data-leave]')?.dataset.leave;
  if (leave) navigator.sendBeacon(leave);
});

// --- drafts ---------------------------------------------------------------------------------------

const DRAFT_PAUSE_MS = 1200;

function keepDraft(form) {
  const status = one('.draft-status', form);
  let timer = 0;
  let isSending = false;
  let saving = new AbortController();
  const save = async () => {
    clearTimeout(timer);
    timer = 0;
    saving.abort();
    saving = new AbortController();
    const { signal } = saving;
    const body = new URLSearchParams(new FormData(form));
    const response = await fetch(form.dataset.draft, {
      method: 'POST',
      signal,
      body,
      headers: { Accept: 'application/json' },
      keepalive: body.toString().length < 60_000,
    }).catch(() => null);
    if (signal.aborted) return;
    const words = response?.ok ? await response.json().catch(() => null) : null;
    status.textContent = words?.saved ?? status.dataset.failed;
  };
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(save, DRAFT_PAUSE_MS);
  });
  // The form takes everything along: a draft that comes late would bring back what was published.
  form.addEventListener('submit', () => {
    isSending = true;
    clearTimeout(timer);
    saving.abort();
  });
  addEventListener('pagehide', () => {
    if (timer && !isSending) save();
  });
}
for (const form of all('form[data-draft]')) keepDraft(form);

// --- films ----------------------------------------------------------------------------------------

const SPEEDS = [0.25, 0.5, 1, 1.5, 2];
/** Seconds between two pictures where a film has not shown its own pace yet. */
const USUAL_FRAME = 1 / 25;
const frames = new WeakMap();

function watchPace(video) {
  if (!video.requestVideoFrameCallback) return;
  let last = null;
  const look = (_, { mediaTime }) => {
    const gap = last === null ? 0 : mediaTime - last;
    const known = frames.get(video) ?? 1;
    if (!video.seeking && gap > 0.004 && gap < 0.2 && gap < known) frames.set(video, gap);
    last = mediaTime;
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
}

function stepFrame(video, direction) {
  video.pause();
  const frame = frames.get(video) ?? USUAL_FRAME;
  video.currentTime = Math.min(Math.max(0, video.currentTime + direction * frame), video.duration || 0);
}

function changeSpeed(video, direction) {
  const at = SPEEDS.indexOf(video.playbackRate);
  video.playbackRate = SPEEDS[Math.min(Math.max(0, at + direction), SPEEDS.length - 1)] ?? 1;
}

function equip(view) {
  const video = one('video', view);
  const tools = one('.player-tools', view);
  if (!video || !tools) return;
  watchPace(video);
  const scrub = one('[name=scrub]', tools);
  const speed = one('[name=speed]', tools);
  const clock = one('output', tools);
  const number = new Intl.NumberFormat(root.dataset.locale, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const show = () => {
    clock.value = number.format(video.currentTime);
    if (document.activeElement !== scrub) scrub.value = String(video.currentTime);
  };
  video.addEventListener('loadedmetadata', () => {
    scrub.max = String(video.duration);
  });
  if (video.readyState > 0) scrub.max = String(video.duration);
  for (const name of ['timeupdate', 'seeked']) video.addEventListener(name, show);
  show();
  video.addEventListener('ratechange', () => {
    speed.value = String(video.playbackRate);
  });
  scrub.addEventListener('input', () => {
    video.pause();
    video.currentTime = Number(scrub.value);
  });
  speed.addEventListener('change', () => {
    video.playbackRate = Number(speed.value);
  });
  one('[data-step="-1"]', tools).addEventListener('click', () => stepFrame(video, -1));
  one('[data-step="1"]', tools).addEventListener('click', () => stepFrame(video, 1));
  for (const moment of all('[data-at]', view)) {
    moment.addEventListener('click', (event) => {
      if (video.readyState === 0) return;
      event.preventDefault();
      video.pause();
      video.currentTime = Number(moment.dataset.at);
    });
  }
  fallBackToCopy(view, video);
}

const ASK_AGAIN_MS = 3000;
const MOST_ASKED = 200;

/** What this browser cannot play is played from a small copy, which the server may have to make first. */
function fallBackToCopy(view, video) {
  const { preview } = video.dataset;
  let isAsking = false;
  const show = (state) => {
    for (const name of ['waits-for-copy', 'plays-copy', 'unplayable']) {
      view.classList.toggle(name, name === state);
    }
  };
  const ask = async () => {
    if (isAsking) return;
    isAsking = true;
    show('waits-for-copy');
    for (let asked = 0; asked < MOST_ASKED; asked++) {
      const response = await fetch(preview, { headers: { Range: 'bytes=0-0' } }).catch(() => null);
      if (response?.ok) {
        video.src = preview;
        return;
      }
      if (response?.status !== 503) break;
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
    show('unplayable');
  };
  const isCopy = () => video.currentSrc.endsWith(preview);
  const fail = () => (isCopy() && isAsking ? show('unplayable') : ask());
  const look = () => {
    // Sound without a picture: the codec of the picture is not known here.
    if (video.videoWidth === 0) fail();
    else show(isCopy() ? 'plays-copy' : '');
  };
  const sources = all('source', video);
  video.addEventListener('error', fail);
  sources.at(-1).addEventListener('error', ask);
  video.addEventListener('loadedmetadata', look);
  if (video.readyState > 0) look();
  else if (video.networkState === HTMLMediaElement.NETWORK_NO_SOURCE) ask();
  else if (sources.length === 1) show('waits-for-copy');
}
for (const view of all('.file-view')) equip(view);

// What was typed before the session ended goes back into its form without a further press.
one('form[data-at-once]')?.requestSubmit();
