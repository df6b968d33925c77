// The chat page with a script: sends without a reload, shows progress, hears of answers at once.
// Every word comes from the page; all messages are rendered by the server.

const MESSAGES = '/chat/messages';
const POLL_MS = 4000;
const SHOWN_PREVIEWS = 60;

const byId = (id) => document.getElementById(id);
const root = document.documentElement;
root.classList.remove('no-js');

const conversation = byId('conversation');
const log = byId('log');
const composer = byId('composer');
const text = byId('text');
const picker = byId('files');
const chosenList = byId('chosen');
const trouble = byId('trouble');
const drop = byId('drop');
const send = byId('send');
const words = composer.dataset;

/** Files waiting to be sent: {file, url}. */
let chosen = [];
/** Own pictures and films by the digest the server gave them: their preview never leaves this page. */
const previews = new Map();
/** What the server last rendered for each entry. */
const rendered = new Map([...log.children].map((entry) => [entry.id, entry.outerHTML]));

const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

const sizeOf = (bytes) =>
  `${new Intl.NumberFormat(root.dataset.locale, { maximumFractionDigits: 1 }).format(bytes / 1024 / 1024)} MB`;

const fill = (template, values) =>
  Object.entries(values).reduce(
    (filled, [name, value]) => filled.replace(`{${name}}`, () => value),
    template,
  );

function complain(message) {
  trouble.textContent = message;
  trouble.hidden = !message;
}

// --- the conversation -------------------------------------------------------------------------

const isAtEnd = () => conversation.scrollHeight - conversation.scrollTop - conversation.clientHeight < 160;

function goToEnd() {
  conversation.scrollTop = conversation.scrollHeight;
}

function dress(entry) {
  const time = entry.querySelector('time');
  if (time) {
    const at = new Date(time.dateTime);
    const today = at.toDateString() === new Date().toDateString();
    const style = today ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' };
    time.textContent = new Intl.DateTimeFormat(root.dataset.locale, style).format(at);
  }
  for (const file of entry.querySelectorAll('.file')) {
    const preview = previews.get(file.dataset.sha256);
    if (preview) file.replaceChildren(previewOf(preview));
  }
}

function previewOf({ file, url }) {
  const kind = file.type.split('/')[0];
  if (kind === 'image' || kind === 'video') {
    const element = document.createElement(kind === 'image' ? 'img' : 'video');
    element.src = url;
    if (kind === 'image') element.alt = file.name;
    else {
      element.muted = true;
      element.preload = 'metadata';
    }
    return element;
  }
  const name = document.createElement('bdi');
  name.textContent = file.name;
  return name;
}

/** Brings the list in line with the server's, leaving alone what did not change. */
function show(html) {
  const stick = isAtEnd();
  const wanted = document.createElement('template');
  wanted.innerHTML = html;
  const entries = [...wanted.content.children];
  const ids = new Set(entries.map((entry) => entry.id));
  for (const old of [...log.children]) {
    if (!ids.has(old.id)) {
      old.remove();
      rendered.delete(old.id);
    }
  }
  let position = log.firstElementChild;
  for (const entry of entries) {
    const present = byId(entry.id);
    const source = entry.outerHTML;
    if (present && rendered.get(entry.id) === source) {
      if (present === position) position = present.nextElementSibling;
      else log.insertBefore(present, position);
      continue;
    }
    rendered.set(entry.id, source);
    if (present) {
      if (present === position) position = present.nextElementSibling;
      present.remove();
    }
    log.insertBefore(entry, position);
    dress(entry);
  }
  if (entries.length > 0) byId('suggestions')?.remove();
  if (stick) goToEnd();
}

let loading = null;
let again = false;
let poll = 0;

/** One request at a time; a change that comes meanwhile asks once more. */
function refresh() {
  if (loading) {
    again = true;
    return loading;
  }
  clearTimeout(poll);
  loading = load().finally(() => {
    loading = null;
    if (again) {
      again = false;
      refresh();
    }
  });
  return loading;
}

async function load() {
  try {
    const response = await fetch(MESSAGES, { headers: { accept: 'text/html' } });
    if (!response.ok) throw new Error(String(response.status));
    show(await response.text());
    if (response.headers.get('x-working') === 'yes') poll = setTimeout(refresh, POLL_MS);
  } catch {
    poll = setTimeout(refresh, POLL_MS);
  }
}

let events = null;

function listen() {
  events?.close();
  events = new EventSource('/chat/events');
  events.addEventListener('changed', refresh);
}

// --- files ------------------------------------------------------------------------------------

function choose(files) {
  complain('');
  for (const file of files) {
    if (file.size > Number(words.maxBytes)) {
      complain(fill(words.tooLarge, { name: file.name, limit: sizeOf(Number(words.maxBytes)) }));
    } else if (chosen.length >= Number(words.maxFiles)) {
      complain(words.tooMany);
    } else chosen.push({ file, url: URL.createObjectURL(file) });
  }
  showChosen();
}

function showChosen() {
  chosenList.replaceChildren(...chosen.map(chosenItem));
  chosenList.hidden = chosen.length === 0;
}

function chosenItem(item) {
  const entry = document.createElement('li');
  const remove = document.createElement('button');
  remove.type = 'button';
  remove.className = 'remove';
  remove.textContent = '×';
  remove.setAttribute('aria-label', fill(words.remove, { name: item.file.name }));
  remove.addEventListener('click', () => {
    chosen = chosen.filter((other) => other !== item);
    URL.revokeObjectURL(item.url);
    showChosen();
    text.focus();
  });
  entry.append(previewOf(item), remove);
  return entry;
}

picker.addEventListener('change', () => {
  choose(picker.files);
  picker.value = '';
});

text.addEventListener('paste', (event) => {
  if (event.clipboardData.files.length === 0) return;
  event.preventDefault();
  choose(event.clipboardData.files);
});

const carriesFiles = (event) => event.dataTransfer?.types.includes('Files');

document.addEventListener('dragover', (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  drop.hidden = false;
});
document.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) drop.hidden = true;
});
document.addEventListener('drop', (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  drop.hidden = true;
  choose(event.dataTransfer.files);
  text.focus();
});

// --- sending ----------------------------------------------------------------------------------

/** The bubble that shows how far an upload is; the server's own "working" takes its place. */
function showProgress(withFiles) {
  const entry = document.createElement('li');
  entry.id = 'working';
  entry.className = 'entry us working';
  const line = document.createElement('p');
  line.className = 'typing';
  const dots = document.createElement('span');
  dots.className = 'dots';
  dots.setAttribute('aria-hidden', 'true');
  dots.append(...[1, 2, 3].map(() => document.createElement('i')));
  const label = document.createElement('span');
  label.textContent = withFiles ? words.uploading : words.working;
  line.append(dots, label);
  entry.append(line);
  const bar = document.createElement('progress');
  bar.max = 1;
  if (withFiles) entry.append(bar);
  byId('working')?.remove();
  rendered.delete('working');
  log.append(entry);
  goToEnd();
  return {
    set(part) {
      bar.value = part;
      if (part === 1) {
        label.textContent = words.working;
        bar.remove();
      }
    },
    remove: () => entry.remove(),
  };
}

/** Resolves with the answer; rejects with an Error whose message is for the person. */
function post(form, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', MESSAGES);
    request.setRequestHeader('Accept', 'application/json');
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener('error', () => reject(new Error(words.offline)));
    request.addEventListener('load', () => {
      if (request.status === 202) resolve(request.response);
      else reject(new Error(request.response?.error?.message ?? words.offline));
    });
    request.send(form);
  });
}

let sending = false;

/** @returns whether it arrived. */
async function submit(fields, files) {
  if (sending) return false;
  sending = true;
  send.disabled = true;
  complain('');
  const form = new FormData();
  form.append('id', newId());
  for (const [name, value] of fields) form.append(name, value);
  for (const { file } of files) form.append('files', file, file.name);
  const progress = showProgress(files.length > 0);
  try {
    const answer = await post(form, progress.set);
    for (const [index, { sha256 }] of (answer?.files ?? []).entries()) remember(sha256, files[index]);
    if (!events || events.readyState === EventSource.CLOSED) listen();
    await refresh();
    if (log.children.length === 0) complain(words.cookies);
    goToEnd();
    return true;
  } catch (error) {
    progress.remove();
    complain(error.message);
    return false;
  } finally {
    sending = false;
    send.disabled = false;
  }
}

function remember(sha256, item) {
  previews.set(sha256, item);
  if (previews.size <= SHOWN_PREVIEWS) return;
  const [oldest] = previews.keys();
  URL.revokeObjectURL(previews.get(oldest).url);
  previews.delete(oldest);
}

composer.addEventListener('submit', async (event) => {
  event.preventDefault();
  const typed = text.value;
  const files = chosen;
  if (sending || (!typed.trim() && files.length === 0)) {
    text.focus();
    return;
  }
  text.value = '';
  chosen = [];
  showChosen();
  grow();
  if (!(await submit([['text', typed]], files))) {
    text.value = text.value ? `${typed}\n${text.value}` : typed;
    chosen = [...files, ...chosen];
    showChosen();
    grow();
  }
  text.focus();
});

byId('press').addEventListener('submit', (event) => {
  event.preventDefault();
  const { name, value } = event.submitter;
  submit([[name, value]], []);
});

/** Enter sends where there is a real keyboard; on a phone it stays a new line. */
const hasKeyboard = matchMedia('(hover: hover) and (pointer: fine)');
text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !hasKeyboard.matches) return;
  event.preventDefault();
  composer.requestSubmit();
});

function grow() {
  text.style.height = 'auto';
  text.style.height = `${Math.min(text.scrollHeight + 2, 200)}px`;
}
text.addEventListener('input', grow);

for (const entry of log.children) dress(entry);
goToEnd();
listen();
if (hasKeyboard.matches) text.focus();
