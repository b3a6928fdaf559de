import { expect, it } from 'vitest'
import { AddressRefused, isPublicAddress, lookUpPublic, requirePublicHost } from './public-address.ts'

it.each(['8.8.8.8', '1.1.1.1', '203.0.114.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true)
  },
)

it.each([
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '192.0.2.1',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:10.0.0.1',
  // 127.0.0.1 and 10.0.0.1, IPv4-compatible (RFC 4291, 2.5.5.1).
  '::7f00:1',
  '::a00:1',
  '64:ff9b::a00:1',
  '4000::1',
  '2002:a00:1::',
  '2001:db8::1',
  'fc00::1',
  'fe80::1',
  'ff02::1',
  'nonsense',
])('%s is not', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

it('a host that is an address is checked by itself, a name when it is looked up', async () => {
  expect(() => requirePublicHost(new URL('https://[::1]:8443/x'))).toThrow(AddressRefused)
  expect(() => requirePublicHost(new URL('https://127.1/'))).toThrow(AddressRefused)
  expect(() => requirePublicHost(new URL('https://[::127.0.0.1]/'))).toThrow(AddressRefused)
  expect(() => requirePublicHost(new URL('https://8.8.8.8/'))).not.toThrow()
  expect(() => requirePublicHost(new URL('https://localhost/'))).not.toThrow()
  for (const all of [true, false]) {
    const found = await new Promise((resolve) =>
      lookUpPublic('localhost', { all }, (error, addresses) => resolve(error ?? addresses)),
    )
    expect(found).toBeInstanceOf(AddressRefused)
  }
})
