/**
 * Google's push service and its token service, as far as a server sees them: a real HTTP server that checks the assertion of the
 * service account (RFC 7523, by RS256) and the access token that it gave for it.
 */

import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { jwtVerify } from 'jose'

const PROJECT = 'doors-1'
const EMAIL = 'push@doors-1.iam.gserviceaccount.com'
/** Where Google gives tokens: it stands in each assertion. */
const TOKENS = 'https://oauth2.googleapis.com/token'
const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging'

export interface GoogleMessage {
  token: string
  data: { callgrant: string }
  android: { priority: string; ttl: string; collapse_key: string }
}

export interface GoogleService {
  /** What arrived, in its order. */
  pushed: GoogleMessage[]
  /** How often it was asked for an access token. */
  tokensGiven: number
  /** What is done with the next messages; taken unless set. */
  answer: (response: ServerResponse, message: GoogleMessage) => void
  /** What is done when an access token is asked for; given unless set. */
  answerToken: ((response: ServerResponse) => void) | null
  /** Where it is. */
  at: { messages: string; tokens: string }
  /** The service account's key file. */
  account: string
  /** Every access token that it gave ends. */
  endTokens(): void
  /** The token of another app. */
  token(): string
  close(): Promise<void>
}

export async function googleService(): Promise<GoogleService> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const accessTokens = new Set<string>()
  const apps = new Set<string>()
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    if (request.url === '/token') return giveToken(response, body)
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (!accessTokens.has(bearer ?? '')) return refuseBy(response, 401, 'UNAUTHENTICATED')
    if (request.url !== `/v1/projects/${PROJECT}/messages:send`)
      return refuseBy(response, 403, 'PERMISSION_DENIED')
    const { message } = JSON.parse(body) as { message: GoogleMessage }
    if (!apps.has(message.token)) return refuseBy(response, 400, 'INVALID_ARGUMENT')
    service.pushed.push(message)
    service.answer(response, message)
  })
  const giveToken = async (response: ServerResponse, body: string) => {
    if (service.answerToken) return service.answerToken(response)
    const form = new URLSearchParams(body)
    const isGood =
      form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
      (await isAssertion(form.get('assertion') ?? '', publicKey))
    if (!isGood) return void answerJson(response, 400, { error: 'invalid_grant' })
    const access_token = randomBytes(24).toString('base64url')
    accessTokens.add(access_token)
    service.tokensGiven += 1
    answerJson(response, 200, { access_token, expires_in: 3599, token_type: 'Bearer' })
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const service: GoogleService = {
    pushed: [],
    tokensGiven: 0,
    answer: (response) => answerJson(response, 200, { name: `projects/${PROJECT}/messages/1` }),
    answerToken: null,
    at: { messages: origin, tokens: origin },
    account: JSON.stringify({
      type: 'service_account',
      project_id: PROJECT,
      private_key_id: 'k1',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      client_email: EMAIL,
      token_uri: TOKENS,
    }),
    endTokens: () => accessTokens.clear(),
    token() {
      const token = `${randomBytes(11).toString('base64url')}:APA91b${randomBytes(100).toString('base64url')}`
      apps.add(token)
      return token
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
  return service
}

/** An error as Google writes it. */
export function refuseBy(response: ServerResponse, status: number, code: string, errorCode?: string): void {
  const detail = { '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }
  const error = {
    code: status,
    message: 'no',
    status: code,
    details: errorCode === undefined ? [] : [detail],
  }
  answerJson(response, status, { error })
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

async function isAssertion(assertion: string, key: KeyObject): Promise<boolean> {
  try {
    const { payload } = await jwtVerify(assertion, key, {
      algorithms: ['RS256'],
      issuer: EMAIL,
      audience: TOKENS,
      maxTokenAge: '1 h',
    })
    return payload.scope === SCOPE
  } catch {
    return false // whoever asks is told, as Google tells it
  }
}
