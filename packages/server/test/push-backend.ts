/**
 * An app's back end that takes message pushes, for tests: a real HTTP server. It reads and answers with an
 * implementation of WeChat's encryption that is not ours.
 */

import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SetMessagePush } from '@callgrant/protocol'
import { XMLParser } from 'fast-xml-parser'
import { onTestFinished } from 'vitest'
import WXBizMsgCrypt from 'wechat-crypto'

/** One message that was pushed. */
export interface Pushed {
  query: Record<string, string>
  contentType: string | undefined
  /** As decrypted. */
  fields: Record<string, unknown>
}
/** What it does with a message: answers with this text; or has the answer in its own hands. */
export type Reply = string | { status: number; text?: string; headers?: Record<string, string> } | 'hang'

export interface PushBackend {
  /** For `PATCH /v1/app`. */
  settings: SetMessagePush
  /** What was pushed, in order; a repeated one counts again. */
  pushed: Pushed[]
  /** What the next ones are answered; after a list is used up, its last. Default: `errcode` 0. */
  replies: (Reply | ((pushed: Pushed) => Reply | Promise<Reply>))[]
  /** What the check of the URL is answered with; default: its echostr. */
  echo: (echostr: string) => string
  /** How often the check was asked. */
  checks: number
  encrypted(text: string): string
}

export const OK = '{"errcode":0,"errmsg":"ok"}'

/** @param appid whose messages it takes; closed when the test is over */
export async function pushBackend(appid: string, format: 'json' | 'xml' = 'json'): Promise<PushBackend> {
  const token = 'TestToken1'
  const aes_key = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
  const crypt = new WXBizMsgCrypt(token, aes_key, appid)
  const backend: PushBackend = {
    settings: { url: '', token, aes_key, format, calls: 'cloud' },
    pushed: [],
    replies: [OK],
    echo: (echostr) => echostr,
    checks: 0,
    encrypted: (text) => {
      const Encrypt = crypt.encrypt(text)
      const MsgSignature = crypt.getSignature('1700000000', 'nonce', Encrypt)
      return JSON.stringify({ Encrypt, MsgSignature, TimeStamp: 1700000000, Nonce: 'nonce' })
    },
  }
  const sha1 = (...parts: string[]) => createHash('sha1').update(parts.sort().join('')).digest('hex')

  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://localhost')
    const query = Object.fromEntries(url.searchParams)
    const { timestamp = '', nonce = '', signature, echostr = '' } = query
    if (signature !== sha1(token, timestamp, nonce)) return response.writeHead(403).end('bad signature')
    if (request.method === 'GET') {
      backend.checks += 1
      return response.end(backend.echo(echostr))
    }
    const body = await textOf(request)
    const outer = readAny(body)
    const encrypted = String(outer.Encrypt)
    if (query.msg_signature !== crypt.getSignature(timestamp, nonce, encrypted)) {
      return response.writeHead(403).end('bad msg_signature')
    }
    const { message, id } = crypt.decrypt(encrypted)
    if (id !== appid) return response.writeHead(403).end('another app')
    const pushed = { query, contentType: request.headers['content-type'], fields: readAny(message) }
    backend.pushed.push(pushed)
    const next = backend.replies.length > 1 ? backend.replies.shift() : backend.replies[0]
    const reply = (typeof next === 'function' ? await next(pushed) : next) ?? 'hang'
    if (reply === 'hang') return
    if (typeof reply === 'string') return response.end(reply)
    return response.writeHead(reply.status, reply.headers).end(reply.text)
  }
  const server = createServer((request, response) => void take(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  backend.settings.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/push?from=wechat`
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return backend
}

function readAny(text: string): Record<string, unknown> {
  return text.startsWith('<') ? new XMLParser({ parseTagValue: false }).parse(text).xml : JSON.parse(text)
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
