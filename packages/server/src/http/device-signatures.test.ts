/** What a device signs, from the documents alone: nothing of the SDK and of the protocol package is used here. */

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MODEL, type TestServer, testServer } from '../../test/test-server.ts'

interface Part {
  request: string
  lines: string[]
}
interface Example {
  text: string
  body: Record<string, string>
}
interface Signatures {
  register: Part
  sign_in: Part
  example: { private_key: string; register: Example; sign_in: Example }
}

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())

const documented = async (path: string) => {
  const { body } = await server.anyone('GET', path)
  return body['x-device-signatures'] as Signatures
}
const filled = (lines: string[], fields: Record<string, string>) =>
  lines.map((line) => line.replace(/^\{(\w+)\}$/, (_, name) => String(fields[name]))).join('\n')
const signed = (key: KeyObject, text: string) => sign(null, Buffer.from(text), key).toString('base64url')
const post = ({ request }: Part, body: object) =>
  server.anyone('POST', request.replace('POST ', ''), { body })

describe.each(['/openapi.json', '/asyncapi.json'])('from %s alone', (path) => {
  test('a device registers and signs in', async () => {
    const { register, sign_in } = await documented(path)
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const device = { appid: server.appid, model_id: MODEL, sn: path.replace(/\W/g, '-') }
    const fields = {
      ...device,
      sn_ticket: await server.ticket({ model_id: MODEL, sn: device.sn }),
      public_key: publicKey.export({ format: 'jwk' }).x as string,
    }
    const wrong = await post(register, {
      ...fields,
      signature: signed(privateKey, `${filled(register.lines, fields)}\n`),
    })
    expect(wrong.body).toMatchObject({ error: { code: 'device_credential_wrong' } })
    const right = await post(register, {
      ...fields,
      signature: signed(privateKey, filled(register.lines, fields)),
    })
    expect(right.status).toBe(201)

    const { challenge } = (await server.anyone('POST', '/v1/device/challenge', { body: device })).body
    const unmarked = await post(sign_in, { challenge, signature: signed(privateKey, challenge) })
    expect(unmarked.body).toMatchObject({ error: { code: 'device_credential_wrong' } })
    const signature = signed(privateKey, filled(sign_in.lines, { challenge }))
    expect((await post(sign_in, { challenge, signature })).body).toMatchObject({
      token: expect.any(String),
      expires_in: 3600,
    })
  })

  test('the worked example is what its lines and its key give', async () => {
    const { register, sign_in, example } = await documented(path)
    const { public_key } = example.register.body
    const key = createPrivateKey({
      key: { kty: 'OKP', crv: 'Ed25519', d: example.private_key, x: String(public_key) },
      format: 'jwk',
    })
    // Not only as it is written there: made from the private key.
    expect(createPublicKey(key).export({ format: 'jwk' }).x).toBe(public_key)
    for (const [{ lines }, { text, body }] of [
      [register, example.register],
      [sign_in, example.sign_in],
    ] as const) {
      expect(filled(lines, body)).toBe(text)
      expect(signed(key, text)).toBe(body.signature)
      const bytes = Buffer.from(String(body.signature), 'base64url')
      expect(verify(null, Buffer.from(text), createPublicKey(key), bytes)).toBe(true)
    }
  })
})

test('the same stands in words at the routes, and in docs/protocol.md', async () => {
  const { body } = await server.anyone('GET', '/openapi.json')
  const page = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8')
  const { register, sign_in, example } = await documented('/openapi.json')
  for (const [{ request, lines }, { text, body: sent }] of [
    [register, example.register],
    [sign_in, example.sign_in],
  ] as const) {
    const { description } = body.paths[request.replace('POST ', '')].post
    for (const words of [lines.join('\n'), text, JSON.stringify(sent, null, 2)]) {
      expect(description).toContain(words)
      expect(page).toContain(words)
    }
  }
  expect(page).toContain(example.private_key)
})
