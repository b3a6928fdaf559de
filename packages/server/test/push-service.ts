/**
 * A push service, as a browser's maker runs one, and the browsers that subscribed there: a real HTTP server that checks who
 * pushes (RFC 8292), and reads what is pushed by Node's own cryptography, as RFC 8291 has it.
 */

import { createDecipheriv, createECDH, type ECDH, hkdfSync, randomBytes } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RingMessage } from '@callgrant/protocol'
import { importJWK, jwtVerify } from 'jose'

export interface PushedTo {
  /** Which browser, by its number. */
  browser: number
  headers: IncomingHttpHeaders
  /** What VAPID's token says. */
  vapid: { sub?: string; aud?: string | string[]; exp?: number; key: string }
  message: RingMessage
}

export interface PushService {
  /** What arrived, in its order. */
  pushed: PushedTo[]
  /** What is done with the next ones; answers 201 unless set. */
  answer: (response: ServerResponse, push: PushedTo) => void
  origin: string
  /** A browser that subscribes: the body of `POST /v1/me/push`. */
  browser(): {
    kind: 'web'
    endpoint: string
    keys: { p256dh: string; auth: string }
    page: string
    language: 'en' | 'zh'
    server: string
  }
  close(): Promise<void>
}

export async function pushService(server = 'https://call.example.com'): Promise<PushService> {
  const browsers: { ecdh: ECDH; auth: Buffer }[] = []
  const http = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const number = Number(/^\/push\/(\d+)$/.exec(request.url ?? '')?.[1])
    const browser = browsers[number]
    if (!browser) return void response.writeHead(404).end()
    const { headers } = request
    const vapid = await readVapid(String(headers.authorization))
    const message = JSON.parse(decrypt(Buffer.concat(chunks), browser.ecdh, browser.auth))
    const push = { browser: number, headers, vapid, message }
    service.pushed.push(push)
    service.answer(response, push)
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const service: PushService = {
    pushed: [],
    answer: (response) => response.writeHead(201).end(),
    origin,
    browser() {
      const ecdh = createECDH('prime256v1')
      const auth = randomBytes(16)
      const p256dh = ecdh.generateKeys('base64url')
      browsers.push({ ecdh, auth })
      const endpoint = `${origin}/push/${browsers.length - 1}`
      const keys = { p256dh, auth: auth.toString('base64url') }
      return { kind: 'web', endpoint, keys, page: '/phone', language: 'en', server }
    },
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
  return service
}

/** @throws what jose does when the token was not signed by the key beside it */
async function readVapid(authorization: string): Promise<PushedTo['vapid']> {
  const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(\S+)$/.exec(authorization) ?? []
  const point = Buffer.from(key, 'base64url')
  const half = (from: number) => point.subarray(from, from + 32).toString('base64url')
  const jwk = await importJWK({ kty: 'EC', crv: 'P-256', x: half(1), y: half(33) }, 'ES256')
  const { payload } = await jwtVerify(token, jwk, { algorithms: ['ES256'] })
  return { ...payload, key }
}

/** RFC 8188 and RFC 8291, section 3.4. */
function decrypt(body: Buffer, ecdh: ECDH, auth: Buffer): string {
  const [salt, idLength] = [body.subarray(0, 16), body[20] ?? 0]
  const sender = body.subarray(21, 21 + idLength)
  const sealed = body.subarray(21 + idLength)
  const hkdf = (salt: Buffer, key: Buffer, info: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', key, salt, info, length))
  const text = (words: string) => Buffer.from(`${words}\0`)
  const keyInfo = Buffer.concat([text('WebPush: info'), ecdh.getPublicKey(), sender])
  const ikm = hkdf(auth, ecdh.computeSecret(sender), keyInfo, 32)
  const key = hkdf(salt, ikm, text('Content-Encoding: aes128gcm'), 16)
  const nonce = hkdf(salt, ikm, text('Content-Encoding: nonce'), 12)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16))
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  // One record, the last: its end is a 2 and any number of zeros.
  return padded.subarray(0, padded.lastIndexOf(2)).toString()
}
