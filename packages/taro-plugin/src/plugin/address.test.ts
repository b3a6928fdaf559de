import { expect, it } from 'vitest'
import { addressOf } from './address.ts'

it.each([
  'https://calls.example.com',
  'https://calls.example.com/',
  'HTTPS://Calls.Example.COM:443/v1?a=1#b',
  'http://localhost:7480',
  'http://localhost:080?x',
  'http://[::1]:7480/',
  'http://192.168.1.7:80',
  'https://a:b@calls.example.com:8443',
])('says of %s what `URL` says', (text) => {
  const url = new URL(text)
  expect(addressOf(text)).toMatchObject({
    scheme: url.protocol.slice(0, -1),
    user: url.username !== '',
    host: url.hostname,
    origin: url.origin,
  })
})

it.each(['/v1', '?a=1', '#b', '/'])('keeps %s, which comes after the host', (rest) => {
  expect(addressOf(`https://calls.example.com${rest}`)?.rest).toBe(rest)
})

it.each([
  '',
  'calls.example.com',
  '//calls.example.com',
  'ftp://calls.example.com',
  'https://',
  'https://calls example.com',
  'https://calls.example.com:99999',
  'https://calls.example.com:port',
  'https://<host>',
  'https://a%zz',
  'https://[::1',
])('takes %j for no address, as `URL` does', (text) => {
  expect(addressOf(text)).toBeNull()
  expect(URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)).toBe(false)
})
