import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * What is no host of the public internet: the registries of special addresses (IANA, RFC 6890 and its updates),
 * among them private and shared (CGNAT) networks, loopback, link-local with the metadata services of clouds,
 * documentation, multicast. Of IPv6 only global unicast (2000::/3) is public, without tunnels that carry IPv4.
 */
const NOT_PUBLIC_V4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  // Metadata of one cloud stands at a public address.
  ['168.63.129.16', 32],
];
const NOT_PUBLIC_V6: [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];
/** Where networks without IPv4 show the IPv4 internet (RFC 6052): the last four bytes are the address. */
const NAT64 = '64:ff9b::';

const notPublicV4 = new BlockList();
for (const [net, bits] of NOT_PUBLIC_V4) notPublicV4.addSubnet(net, bits, 'ipv4');
const notPublicV6 = new BlockList();
for (const [net, bits] of NOT_PUBLIC_V6) notPublicV6.addSubnet(net, bits, 'ipv6');
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
const nat64 = new BlockList();
nat64.addSubnet(NAT64, 96, 'ipv6');

/** Whether an IP address, written without brackets, is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !notPublicV4.check(address, 'ipv4');
  // A zone (`fe80::1%eth0`) only makes sense inside the own network.
  if (!isIPv6(address) || address.includes('%')) return false;
  if (nat64.check(address, 'ipv6')) return isPublicAddress(lastFourBytes(address));
  return globalUnicast.check(address, 'ipv6') && !notPublicV6.check(address, 'ipv6');
}

/** The URL parser writes IPv6 one way: hexadecimal, with at most one `::`. */
function lastFourBytes(address: string): string {
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':');
  const [high = 0, low = 0] = groups.slice(-2).map((group) => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
