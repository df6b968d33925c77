/** An address as people read it: letters instead of percent signs, without the protocol. */
export function readableAddress(address: string): string {
  try {
    return decodeURI(address).replace(/^https?:\/\/(?:www\.)?/u, '');
  } catch {
    return address;
  }
}
