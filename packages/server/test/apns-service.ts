/**
 * Apple's push service, as far as a server sees it: a real HTTP/2 server over TLS that checks who pushes (a JWT by ES256), the
 * headers and the token, with the devices that have tokens there.
 */

import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { createSecureServer, type Http2ServerResponse, type IncomingHttpHeaders } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { jwtVerify } from 'jose'
import { generate } from 'selfsigned'
import type { Settings } from '../src/config/settings.ts'

const TEAM = 'TEAM000001'
const KEY_ID = 'KEY0000001'
export const BUNDLE = 'com.example.door'

export interface AppleNotice {
  /** The device, by its token. */
  token: string
  headers: IncomingHttpHeaders
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what a payload holds
  payload: any
}

export interface AppleService {
  keys: { privateKey: KeyObject; publicKey: KeyObject }
  /** What arrived, in its order. */
  pushed: AppleNotice[]
  /** What is done with the next ones; answers 200 unless set. */
  answer: (response: Http2ServerResponse, notice: AppleNotice) => void
  /** Where it is. */
  at: { address: string; port: number; ca: string[] }
  /** What a server has to be set to. */
  settings: Pick<Settings, 'apnsKey' | 'apnsKeyId' | 'apnsTeamId' | 'apnsBundles'>
  /** The token of another device. */
  token(): string
  close(): Promise<void>
}

/** @param keys those of another: Apple's two hosts take the tokens of one key */
export async function appleService(
  keys = generateKeyPairSync('ec', { namedCurve: 'P-256' }),
): Promise<AppleService> {
  const { privateKey, publicKey } = keys
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  })
  const tokens = new Set<string>()
  const sessions = new Set<{ destroy(): void }>()
  const server = createSecureServer({ cert, key }, async (request, response) => {
    const { headers } = request
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const refuse = (status: number, reason: string) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ reason }))
    if (!(await isSigned(headers.authorization, publicKey))) return refuse(403, 'InvalidProviderToken')
    const token = /^\/3\/device\/([0-9a-f]{64})$/.exec(request.url)?.[1]
    if (request.method !== 'POST' || token === undefined) return refuse(400, 'BadDeviceToken')
    const notice = { token, headers, payload: JSON.parse(Buffer.concat(chunks).toString()) }
    if (!tokens.has(token)) return refuse(400, 'BadDeviceToken')
    service.pushed.push(notice)
    service.answer(response, notice)
  })
  server.on('session', (session) => sessions.add(session))
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening))
  const service: AppleService = {
    keys,
    pushed: [],
    answer: (response) => void response.writeHead(200).end(),
    at: { address: 'localhost', port: (server.address() as AddressInfo).port, ca: [cert] },
    settings: {
      apnsKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      apnsKeyId: KEY_ID,
      apnsTeamId: TEAM,
      apnsBundles: [BUNDLE],
    },
    token() {
      const token = randomBytes(32).toString('hex')
      tokens.add(token)
      return token
    },
    async close() {
      for (const session of sessions) session.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
  return service
}

/** As Apple asks: ES256, the key's id in its header, the team as issuer, made within the hour. */
async function isSigned(authorization: string | undefined, key: KeyObject): Promise<boolean> {
  const [, token = ''] = /^bearer (.+)$/.exec(authorization ?? '') ?? []
  try {
    const { protectedHeader } = await jwtVerify(token, key, {
      algorithms: ['ES256'],
      issuer: TEAM,
      maxTokenAge: '1 h',
    })
    return protectedHeader.kid === KEY_ID
  } catch {
    return false // the server that pushes is told, as Apple tells it
  }
}
