import { isOrigin } from '@callgrant/protocol'
import fc from 'fast-check'
import pino from 'pino'
import { expect, test } from 'vitest'
import { readSettings, type Settings } from '../config/settings.ts'
import { createOriginCheck } from './origin.ts'

function check(settings: Partial<Settings> = {}) {
  const clock = { now: 0 }
  const lines: Record<string, unknown>[] = []
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) })
  const origins = createOriginCheck({ ...readSettings(), ...settings }, log, () => clock.now)
  const refused = (origin: string, headers: Record<string, string> = {}, remoteAddress = '203.0.113.1') => {
    const request = { headers: { host: 'call.example.com', origin, ...headers }, socket: { remoteAddress } }
    const foreign = origins.foreign(request as Parameters<typeof origins.foreign>[0])
    return foreign === null ? null : origins.refused(foreign).code
  }
  return { refused, origins, lines, clock }
}

test('lets in pages of its own origin, of the public address and of the list, and nothing else', () => {
  const { refused } = check({
    allowedOrigins: ['https://app.example.com', 'capacitor://localhost'],
    publicUrl: 'https://public.example.com',
  })
  for (const origin of [
    'https://call.example.com',
    'http://call.example.com',
    'https://public.example.com',
    'https://app.example.com',
    'capacitor://localhost',
  ]) {
    expect(refused(origin)).toBeNull()
  }
  for (const origin of [
    'https://evil.example.com',
    'https://app.example.com.evil.com',
    'http://app.example.com',
    'https://app.example.com:8443',
    'null',
    '',
    'ionic://localhost',
  ]) {
    expect(refused(origin)).toBe('origin_not_allowed')
  }
})

test('refuses an origin that is not written as browsers write it, also one of its own', () => {
  const { refused } = check({ allowedOrigins: ['https://app.example.com'] })
  for (const origin of [
    'https://app.example.com/',
    'https://app.example.com:443',
    'HTTPS://app.example.com',
    'https://App.example.com',
    'https://app.example.com/page',
    'https://user@app.example.com',
    ' https://app.example.com',
    'https://call.example.com/',
    'https://CALL.example.com',
  ]) {
    expect(refused(origin)).toBe('origin_not_allowed')
  }
})

test('with --dev and no list lets in every page, but nothing that no browser writes', () => {
  const { refused } = check({ dev: true })
  expect(refused('https://any.example.com')).toBeNull()
  expect(refused('null')).toBeNull()
  expect(refused('https://any.example.com/')).toBe('origin_not_allowed')
  expect(check({ dev: true, allowedOrigins: ['https://a.example'] }).refused('https://b.example')).toBe(
    'origin_not_allowed',
  )
})

test('believes the host that a proxy names only when the proxy is trusted', () => {
  const forwarded = { host: '10.0.0.7:7100', 'x-forwarded-host': 'forged.example, call.example.com' }
  const trusting = check({ trustProxy: ['10.0.0.1'] })
  expect(trusting.refused('https://call.example.com', forwarded, '10.0.0.1')).toBeNull()
  expect(trusting.refused('https://forged.example', forwarded, '10.0.0.1')).toBe('origin_not_allowed')
  expect(trusting.refused('https://call.example.com', forwarded, '203.0.113.9')).toBe('origin_not_allowed')
  expect(check().refused('https://call.example.com', forwarded, '10.0.0.1')).toBe('origin_not_allowed')
})

test('names the setting and what it should hold, in both languages', () => {
  const refusal = check().origins.refused('https://b.example')
  for (const language of ['en', 'zh'] as const) {
    expect(refusal.toWire(language).message).toContain('CALLGRANT_ALLOWED_ORIGINS')
  }
})

test('warns once a minute, with the origin and how many were refused since', () => {
  const { refused, lines, clock } = check()
  for (let n = 0; n < 100; n++) refused('https://evil.example.com')
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({ level: 40, origin: 'https://evil.example.com', refused: 1 })
  clock.now += 60_000
  refused(`https://${'x'.repeat(9000)}.example`)
  expect(lines).toHaveLength(2)
  expect(lines[1]).toMatchObject({ refused: 100 })
  expect(String(lines[1]?.origin).length).toBe(200)
})

test('any text is an origin only if a browser would write it so (model: URL)', () => {
  const web = fc.tuple(
    fc.constantFrom('http', 'https', 'HTTPS'),
    fc.domain(),
    fc.constantFrom('', ':443', ':80', ':8443'),
    fc.constantFrom('', '/', '/x'),
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        web.map(([scheme, host, port, path]) => `${scheme}://${host}${port}${path}`),
      ),
      (text) => {
        if (isOrigin(text) && /^https?:/.test(text)) expect(new URL(text).origin).toBe(text)
        if (URL.canParse(text) && new URL(text).origin === text) expect(isOrigin(text)).toBe(true)
      },
    ),
  )
  for (const no of [
    'file://',
    'null',
    'data:text/html,x',
    'Capacitor://localhost',
    'capacitor://localhost/',
  ]) {
    expect(isOrigin(no)).toBe(false)
  }
})
