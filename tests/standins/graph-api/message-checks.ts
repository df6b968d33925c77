import { GraphError, invalid } from './graph-error.ts';
import type { MediaShelf } from './media-shelf.ts';

type Json = Record<string, unknown>;

/** Templates that were approved: how many blanks the body has, and how many quick-reply buttons there are. */
export interface ApprovedTemplate {
  name: string;
  language: string;
  bodyParameters: number;
  buttons: string[];
}

export interface CheckedAgainst {
  media: MediaShelf;
  templates: readonly ApprovedTemplate[];
  /** Ids of messages in this chat, which may be quoted. */
  quotable: ReadonlySet<string>;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function objectAt(value: Json, key: string): Json {
  const inner = value[key];
  if (!isObject(inner)) throw invalid(`Param ${key} must be an object`);
  return inner;
}

function textOf(value: unknown, what: string, most: number): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid(`Param ${what} must be a text`);
  if (value.length > most) throw invalid(`Param ${what} must be at most ${most} characters long`);
  return value;
}

/** Throws what Meta's documentation says a message may not be. */
export function checkMessage(message: Json, against: CheckedAgainst): void {
  if (message.recipient_type !== undefined && message.recipient_type !== 'individual') {
    throw invalid('Param recipient_type must be individual');
  }
  checkContext(message, against);
  const content = objectAt(message, String(message.type));
  const check = CHECKS[String(message.type)];
  if (!check) throw invalid(`Param type must be one of ${Object.keys(CHECKS).join(', ')}`);
  check(content, against);
}

function checkContext({ context }: Json, { quotable }: CheckedAgainst): void {
  if (context === undefined) return;
  const id = isObject(context) ? context.message_id : undefined;
  if (typeof id !== 'string' || !quotable.has(id))
    throw new GraphError(131009, 'Parameter value is not valid');
}

const CHECKS: Record<string, (content: Json, against: CheckedAgainst) => void> = {
  text: (content) => {
    textOf(content.body, 'text.body', 4096);
    if (content.preview_url !== undefined && typeof content.preview_url !== 'boolean') {
      throw invalid('Param preview_url must be a boolean');
    }
  },
  image: (content, { media }) => {
    if (content.caption !== undefined) textOf(content.caption, 'image.caption', 1024);
    checkMediaId(content, media);
  },
  interactive: checkInteractive,
  template: checkTemplate,
};

function checkMediaId({ id, link }: Json, media: MediaShelf): void {
  if (typeof link === 'string') return;
  if (typeof id !== 'string' || !media.find(id)) {
    throw invalid('Param id is not a valid whatsapp business account media attachment ID');
  }
}

function checkInteractive(content: Json, { media }: CheckedAgainst): void {
  textOf(objectAt(content, 'body').text, 'interactive.body.text', 1024);
  const action = objectAt(content, 'action');
  if (content.header !== undefined) {
    const header = objectAt(content, 'header');
    if (header.type === 'text') textOf(header.text, 'header.text', 60);
    else if (header.type === 'image' && content.type === 'button')
      checkMediaId(objectAt(header, 'image'), media);
    else throw invalid('Param header has a type that does not go here');
  }
  if (content.type === 'button') {
    checkButtons(action.buttons);
    return;
  }
  if (content.type !== 'list') throw invalid('Param interactive.type must be button or list');
  textOf(action.button, 'action.button', 20);
  checkSections(action.sections);
}

function checkButtons(buttons: unknown): void {
  if (!Array.isArray(buttons) || buttons.length < 1 || buttons.length > 3) {
    throw invalid('Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3');
  }
  const replies = buttons.map((button: Json) => {
    if (button.type !== 'reply') throw invalid('Param buttons[].type must be reply');
    const reply = objectAt(button, 'reply');
    return { id: idOf(reply.id, 256), title: textOf(reply.title, 'reply.title', 20) };
  });
  if (new Set(replies.map(({ title }) => title)).size < replies.length)
    throw invalid('Duplicated button title');
  if (new Set(replies.map(({ id }) => id)).size < replies.length) throw invalid('Duplicated button id');
}

function checkSections(sections: unknown): void {
  if (!Array.isArray(sections) || sections.length < 1 || sections.length > 10) {
    throw invalid('Param action.sections must have 1 to 10 sections');
  }
  const rows = sections.flatMap((section: Json) => {
    if (sections.length > 1) textOf(section.title, 'section.title', 24);
    return Array.isArray(section.rows) ? (section.rows as Json[]) : [];
  });
  if (rows.length < 1 || rows.length > 10) throw invalid('Total row count exceed max allowed count: 10');
  for (const row of rows) {
    textOf(row.title, 'row.title', 24);
    if (row.description !== undefined) textOf(row.description, 'row.description', 72);
  }
  const ids = rows.map((row) => idOf(row.id, 200));
  if (new Set(ids).size < ids.length) throw invalid('Duplicated row id');
}

function idOf(value: unknown, most: number): string {
  const id = textOf(value, 'id', most);
  if (id !== id.trim()) throw invalid('Param id cannot have leading or trailing spaces');
  return id;
}

function checkTemplate(content: Json, { templates }: CheckedAgainst): void {
  const { code } = objectAt(content, 'language');
  const template = templates.find(({ name, language }) => name === content.name && language === code);
  if (!template) {
    throw new GraphError(132001, 'Template name does not exist in the translation', { status: 404 });
  }
  const components = Array.isArray(content.components) ? (content.components as Json[]) : [];
  const parameters = components
    .filter(({ type }) => type === 'body')
    .flatMap((component) => (Array.isArray(component.parameters) ? component.parameters : []));
  if (parameters.length !== template.bodyParameters) {
    throw new GraphError(132000, 'Number of parameters does not match the expected number of params');
  }
  for (const component of components.filter(({ type }) => type === 'button')) {
    if (template.buttons[Number(component.index)] === undefined) {
      throw new GraphError(132012, 'Parameter format does not match format in the created template');
    }
  }
}
