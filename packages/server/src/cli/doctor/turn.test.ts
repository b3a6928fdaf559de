/** `callgrant doctor` and TURN: on a real coturn, with the right settings and with wrong ones. */

import { createSocket } from 'node:dgram'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Coturn, hasCoturn, startCoturn } from '../../../../../scripts/lib/coturn.ts'
import { callgrant } from '../test/callgrant.ts'

describe.skipIf(!hasCoturn())('callgrant doctor and TURN', () => {
  let folder: string
  let authority: string
  let coturn: Coturn

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'callgrant-doctor-'))
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }])
    authority = join(folder, 'ca.pem')
    writeFileSync(authority, cert)
    coturn = await startCoturn({ tls: { cert, key } })
  })
  afterAll(async () => {
    await coturn?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function examine(urls: string[], env: Record<string, string> = {}) {
    const ran = await callgrant(
      ['doctor', '--json', '--port', '0', '--data-dir', folder, '--turn-urls', urls.join()],
      { env: { CALLGRANT_TURN_SECRET: coturn.secret, ...env } },
    )
    const { findings } = ran.json() as { findings: { check: string; state: string; message: string }[] }
    const turn = findings.filter(({ check }) => check === 'turn')
    return { code: ran.code, said: turn.map(({ state, message }) => `${state} ${message}`) }
  }
  const plain = (way = '') => `turn:127.0.0.1:${coturn.port}${way}`

  it('is given a relay address over UDP, TCP and TLS', async () => {
    const urls = [plain(), plain('?transport=tcp'), `turns:localhost:${coturn.tlsPort}`]
    expect(await examine(urls, { NODE_EXTRA_CA_CERTS: authority })).toEqual({
      code: 0,
      said: urls.map((url) =>
        expect.stringMatching(
          new RegExp(`^ok ${RegExp.escape(url)} gave the relay address 127\\.0\\.0\\.1:\\d+ in \\d+ ms\\.$`),
        ),
      ),
    })
  })

  it('tells a wrong secret from silence, and says what to set', async () => {
    const secret = 'another'.repeat(5)
    const { code, said } = await examine([plain(), plain('?transport=tcp')], {
      CALLGRANT_TURN_SECRET: secret,
    })
    expect(code).toBe(1)
    for (const sentence of said) {
      expect(sentence).toMatch(/^broken .* refused the credential \(401\).*CALLGRANT_TURN_SECRET/)
      expect(sentence).not.toContain(secret)
    }
    expect(said).toHaveLength(2)
  })

  it('names a relay that anybody may use', async () => {
    const open = await startCoturn({ open: true })
    const { code, said } = await examine([`turn:127.0.0.1:${open.port}`])
    await open.stop()
    expect(code).toBe(1)
    expect(said).toEqual([expect.stringMatching(/^broken .*asked for no credential.*use-auth-secret/)])
  })

  it('says that nobody answers at a closed port, and what to check', async () => {
    const held = createSocket('udp4')
    await new Promise<void>((bound) => held.bind(0, '127.0.0.1', bound))
    const silent = `turn:127.0.0.1:${held.address().port}`
    const { code, said } = await examine([silent, 'turn:127.0.0.1:9?transport=tcp', 'turn:nowhere.invalid'])
    await new Promise<void>((closed) => held.close(closed))
    expect(code).toBe(1)
    expect(said).toEqual([
      `broken ${silent} gave no address (no answer). Check its name and port, and that UDP passes the firewall.`,
      expect.stringMatching(/^broken .*ECONNREFUSED.*that TCP passes the firewall\.$/),
      expect.stringMatching(/^broken .*nowhere\.invalid.*Check its name and port/),
    ])
  })

  it('does not take a certificate that browsers would not take', async () => {
    const { code, said } = await examine([`turns:localhost:${coturn.tlsPort}`])
    expect(code).toBe(1)
    expect(said).toEqual([expect.stringMatching(/^broken .*self-signed certificate/)])
  })
})
