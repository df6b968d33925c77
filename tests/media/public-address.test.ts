import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../src/media/public-address.ts';

describe('an address of the public internet', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '192.167.1.1',
    '223.255.255.254',
    '2606:4700:4700::1111',
    '2a00:1450:4001::200e',
    // The public IPv4 internet as networks without IPv4 see it.
    '64:ff9b::8.8.8.8',
  ])('%s may be reached', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['this host', '0.0.0.0'],
    ['this host, another number', '0.1.2.3'],
    ['loopback', '127.0.0.1'],
    ['loopback, another number', '127.255.255.254'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['shared (CGNAT)', '100.64.0.1'],
    ['shared (CGNAT), metadata of a cloud', '100.100.100.200'],
    ['link-local, metadata of clouds', '169.254.169.254'],
    ['metadata of a cloud', '192.0.0.192'],
    ['metadata of a cloud at a public address', '168.63.129.16'],
    ['documentation', '192.0.2.1'],
    ['documentation', '198.51.100.7'],
    ['documentation', '203.0.113.9'],
    ['benchmarks', '198.19.0.1'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['mapped loopback', '::ffff:127.0.0.1'],
    ['mapped loopback in hexadecimal', '::ffff:7f00:1'],
    ['mapped public', '::ffff:8.8.8.8'],
    ['compatible loopback', '::127.0.0.1'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['public with a zone', '2606:4700::1111%eth0'],
    ['private (ULA)', 'fd00:ec2::254'],
    ['private (ULA)', 'fc00::1'],
    ['multicast', 'ff02::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['a tunnel (Teredo)', '2001:0:1::1'],
    ['a tunnel (6to4) to loopback', '2002:7f00:1::'],
    ['loopback behind NAT64', '64:ff9b::127.0.0.1'],
    ['metadata behind NAT64', '64:ff9b::a9fe:a9fe'],
    ['local NAT64', '64:ff9b:1::8.8.8.8'],
    ['a name', 'localhost'],
    ['nothing', ''],
    ['a short form', '127.1'],
    ['a number', '2130706433'],
  ])('%s (%s) may not', (_what, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
