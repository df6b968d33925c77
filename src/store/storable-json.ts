/** PostgreSQL's text holds no NUL and no half of a surrogate pair, and neither does its JSON. */
export const storableJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'string' ? inner.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\uFFFD') : inner,
  );
