/** `callgrant doctor` and TURN: on a real coturn that is set up as docs/operating.md says, and on worse ones. */

import { createSocket } from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Coturn, hasCoturn, startCoturn } from '../../../../../scripts/lib/coturn.ts'
import { readSettings } from '../../config/settings.ts'
import { callgrant } from '../test/callgrant.ts'
import { checkIce } from './ice.ts'

const docs = new URL('../../../../../docs/operating.md', import.meta.url)

describe.skipIf(!hasCoturn())('callgrant doctor and TURN', () => {
  let folder: string
  let authority: string
  let coturn: Coturn
  let open: Coturn

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'callgrant-doctor-'))
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }])
    authority = join(folder, 'ca.pem')
    writeFileSync(authority, cert)
    coturn = await startCoturn({ tls: { cert, key }, rules: documented })
    open = await startCoturn({ rules: () => ['no-auth', 'no-cli'] })
  })
  afterAll(async () => {
    await open?.stop()
    await coturn?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  function documented(secret: string): string[] {
    const lines = /```ini\n([^`]+)```/.exec(readFileSync(docs, 'utf8'))?.[1]?.trim().split('\n') ?? []
    return lines.map((line) => line.trim().replace(/^(static-auth-secret=).*/, `$1${secret}`))
  }
  const plain = (way = '') => `turn:127.0.0.1:${coturn.port}${way}`
  const says = (url: string, rest: string) => expect.stringMatching(`^${RegExp.escape(url)} ${rest}$`)

  it('is given a relay address over UDP, TCP and TLS', async () => {
    const urls = [plain(), plain('?transport=tcp'), `turns:localhost:${coturn.tlsPort}`]
    const args = ['--json', '--port', '0', '--data-dir', folder, '--turn-urls', urls.join()]
    const env = { CALLGRANT_TURN_SECRET: coturn.secret, NODE_EXTRA_CA_CERTS: authority }
    const ran = await callgrant(['doctor', ...args], { env })
    const { findings } = ran.json() as { findings: { check: string }[] }
    expect(findings.filter(({ check }) => check === 'turn')).toEqual(
      urls.map((url) => ({
        check: 'turn',
        state: 'ok',
        message: says(url, 'gave the relay address 127\\.0\\.0\\.1:\\d+ in \\d+ ms\\.'),
      })),
    )
    expect(ran.code).toBe(0)
  })

  /** What the check finds broken, in English. */
  async function broken(urls: string[], secret = coturn.secret): Promise<string[]> {
    const env = { CALLGRANT_TURN_URLS: urls.join(), CALLGRANT_TURN_SECRET: secret }
    const findings = await checkIce(readSettings(env))
    expect(findings.map(({ check, state }) => ({ check, state }))).toEqual(
      urls.map(() => ({ check: 'turn', state: 'broken' })),
    )
    return findings.map(({ text }) => text.en)
  }

  it('tells a wrong secret from silence, and says what to set', async () => {
    const secret = 'another'.repeat(5)
    const urls = [plain(), plain('?transport=tcp')]
    const said = await broken(urls, secret)
    expect(said).toEqual(
      urls.map((url) =>
        says(url, 'refused the credential \\(401\\)\\. .*CALLGRANT_TURN_SECRET .*static-auth-secret.*'),
      ),
    )
    expect(said.join()).not.toContain(secret)
  })

  it('tests each of several servers by itself', async () => {
    const urls = [plain(), 'turn:nowhere.invalid', 'turn:127.0.0.1:9?transport=tcp', plain('?transport=tcp')]
    const env = { CALLGRANT_TURN_URLS: urls.join(), CALLGRANT_TURN_SECRET: coturn.secret }
    const findings = await checkIce(readSettings(env))
    expect(findings.map(({ state }) => state)).toEqual(['ok', 'broken', 'broken', 'ok'])
    for (const [n, { text }] of findings.entries()) expect(text.en.startsWith(`${urls[n]} gave `)).toBe(true)
  })

  it('names a relay that anybody may use', async () => {
    const url = `turn:127.0.0.1:${open.port}`
    expect(await broken([url])).toEqual([
      says(url, 'relays for anybody: it asked for no credential\\. .*use-auth-secret\\.'),
    ])
  })

  it('says when nobody answers, at a silent port, a closed one or a name that is none, and what to check', async () => {
    const held = createSocket('udp4')
    await new Promise<void>((bound) => held.bind(0, '127.0.0.1', bound))
    const urls = [
      `turn:127.0.0.1:${held.address().port}`,
      'turn:127.0.0.1:9?transport=tcp',
      'turn:nowhere.invalid',
    ] as const
    const said = await broken([...urls])
    await new Promise<void>((closed) => held.close(closed))
    const mend = (way: string) => `Check its name and port, and that ${way} passes the firewall\\.`
    expect(said).toEqual([
      says(urls[0], `gave no address \\(no answer\\)\\. ${mend('UDP')}`),
      says(urls[1], `gave no address \\(.*ECONNREFUSED.*\\)\\. ${mend('TCP')}`),
      says(urls[2], `gave no address \\(.*nowhere\\.invalid.*\\)\\. ${mend('UDP')}`),
    ])
  })

  it('does not take a certificate that browsers would not take', async () => {
    const [said] = await broken([`turns:localhost:${coturn.tlsPort}`])
    expect(said).toContain('self-signed certificate')
  })
})
