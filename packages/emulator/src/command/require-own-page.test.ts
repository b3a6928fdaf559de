import { expect, test } from 'vitest'
import { requireOwnPage } from './require-own-page.ts'

test.each([
  [{ host: '127.0.0.1:7200' }],
  [{ host: 'localhost:7200', origin: 'http://localhost:7200' }],
  [{ host: '[::1]:7200', origin: 'http://[::1]:7200', 'sec-fetch-site': 'same-origin' }],
  [{ host: '127.0.0.1:7200', 'sec-fetch-site': 'none' }],
])('lets %j through', (headers) => {
  expect(() => requireOwnPage(headers)).not.toThrow()
})

test.each([
  ['another site’s page', { host: '127.0.0.1:7200', origin: 'https://evil.example' }],
  ['a page of another port', { host: '127.0.0.1:7200', origin: 'http://127.0.0.1:7201' }],
  ['a page with no origin of its own', { host: '127.0.0.1:7200', origin: 'null' }],
  ['a name that resolves to this machine', { host: 'evil.example:7200', origin: 'http://evil.example:7200' }],
  ['a name that begins as ours do', { host: '127.0.0.1.evil.example' }],
  ['an image of another site’s page', { host: '127.0.0.1:7200', 'sec-fetch-site': 'cross-site' }],
  ['no host', {}],
  ['a host that is none', { host: '%' }],
])('refuses %s', (_, headers) => {
  expect(() => requireOwnPage(headers)).toThrow(expect.objectContaining({ code: 'forbidden' }))
})
