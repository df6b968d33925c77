/** The address in its normal form; `null` for anything that is not a web page (`javascript:`, `tg:`, rubbish). */
export function webUrl(href: string | undefined): string | null {
  if (href === undefined || !URL.canParse(href)) return null;
  const url = new URL(href);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
}
