/** docs/protocol.md: what a device needs that speaks to the server by itself, made from the schemas and from code. */

import type { asyncApiDocument as makeDocument } from '../../packages/server/src/gateway/asyncapi.ts'

interface Message {
  name: string
  payload: { properties?: Record<string, Property>; required?: string[] }
  examples: [{ payload: object }]
}
interface Property {
  description?: string
  type?: string
  const?: unknown
  enum?: unknown[]
  default?: unknown
  anyOf?: Property[]
}

const json = (value: object) => `\`\`\`json\n${JSON.stringify(value)}\n\`\`\``
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** @param words how a device registers and signs in, in Markdown @param limits in milliseconds */
export function protocolPage(
  document: ReturnType<typeof makeDocument>,
  words: { register: string; signIn: string },
  limits: { aliveEveryMs: number; sideGoneMs: number; callerJoinMs: number; mediaSetupMs: number },
  note: string,
): string {
  const messages = document.components.messages as Record<string, Message>
  const names = Object.keys(messages)
  const requests = names.filter((name) => `${name}.reply` in messages)
  const notices = names.filter((name) => name.startsWith('notice.'))
  const seconds = (ms: number) => `${ms / 1000} s`
  return `# The protocol

${note}

For a device, or any client, that does not use the SDK. HTTPS to register and to sign in, then JSON over one WebSocket. All of it
is also in \`/openapi.json\` and \`/asyncapi.json\` of a running server, for programs to read; the texts to sign are there as
\`x-device-signatures\`. [examples/python-device](../examples/python-device/README.md) is a device written from this page.

Bodies of HTTP are JSON (\`content-type: application/json\`). A refusal, of any status from 400 on, is
\`{"error": {"code", "message", "faults"?, "retry_after"?}}\` with a code of [errors.md](errors.md); \`retry_after\` is in seconds.

## 1. Register, once

The back end gets a ticket for the device (\`POST /v1/tickets\`), good for 5 minutes, and brings it to the device.
\`POST /v1/device/register\` binds the device's key to its \`model_id\` and \`sn\`, and answers 201. With the same key it may
be sent again; another key needs a reset by the back end.

${words.register}

## 2. Sign in, each hour

\`POST /v1/device/challenge\` with \`{"appid", "model_id", "sn"}\` answers \`{"challenge", "expires_in"}\`: good once, within
\`expires_in\` seconds. \`POST /v1/device/token\` answers \`{"token", "expires_in"}\`.

${words.signIn}

## 3. The WebSocket

Open \`/v1/socket\` (\`wss:\` for \`https:\`). Each text frame is one JSON object, at most 64 KiB. A client sends requests
\`{"id", "type", …}\` and chooses each \`id\`; each request has exactly one reply, \`{"reply_to": id, "ok": true, …}\` or
\`{"reply_to": id, "ok": false, "error"}\`. The server also sends notices, which have a \`type\` and no \`reply_to\`. Fields and
notices that you do not know are to be ignored: newer servers have more. Answer the pings of the WebSocket, as libraries do.

The first request is \`sign_in\`, within 10 seconds. Its \`client_id\` is made by the client and stays the same: by it, who
reconnects takes a call up again. Before the token expires, send \`sign_in\` again with a new one. Close codes: ${closeCodes(document)}.

## 4. Ring, and hang up

1. \`call.start\` with \`{"to": {"openid"}, "room_type"}\`. The reply has the call: \`created\`, or \`ended\` with the reason \`busy\`. A
   refusal \`not_authorized\` says which row decided.
2. \`call.join\` with its \`room_id\`: the call is \`ringing\`. Who answered waits ${seconds(limits.callerJoinMs)} for a caller that has not joined.
3. Every ${seconds(limits.aliveEveryMs)} \`call.alive\`, with \`media: true\` when sound or picture arrived since the last one. A side that is silent for
   ${seconds(limits.sideGoneMs)} is gone, and the call is \`aborted\`.
4. The notice \`call\` brings the whole call after each change. Its \`version\` grows: keep the highest, ignore the others.
5. When it is \`connecting\`, somebody answered. Media is WebRTC, and the caller makes the offer: \`signal\` carries descriptions and
   candidates to the other side. Each side sends \`call.media_ready\` when media flows; when both did, the call is \`talking\`. Without
   that it is aborted after ${seconds(limits.mediaSetupMs)}.
6. \`call.cancel\` before the answer, \`call.hang_up\` after it. Every call ends once, with one reason, in \`end\`.

A device rings several people, together or in turn, by \`ring.start\`: [households.md](households.md).

To be rung, wait for the notice \`call\` with a call that is not of your making, answer with \`call.accept\` or \`call.reject\`.

## Requests and their replies

${requests.map((name) => requestPart(name, messages)).join('\n')}
## Notices

${notices.map((name) => noticePart(messages[name] as Message)).join('\n')}
## A refused request

${json((messages.refused as Message).examples[0].payload)}
`
}

function requestPart(name: string, messages: Record<string, Message>): string {
  const request = messages[name] as Message
  const reply = messages[`${name}.reply`] as Message
  return `### \`${name}\`

${fieldTable(request)}
${json(request.examples[0].payload)}

${json(reply.examples[0].payload)}
`
}

function noticePart(notice: Message): string {
  return `### \`${notice.name}\`\n\n${json(notice.examples[0].payload)}\n`
}

function fieldTable({ payload }: Message): string {
  const fields = Object.entries(payload.properties ?? {}).filter(([name]) => name !== 'id' && name !== 'type')
  const required = new Set(payload.required)
  let table = '| field | value | | what |\n| --- | --- | --- | --- |\n'
  for (const [name, property] of fields) {
    const need = required.has(name) ? 'required' : ''
    table += `| \`${name}\` | ${cell(formOf(property))} | ${need} | ${cell(property.description ?? '')} |\n`
  }
  return table
}

function formOf({ type, const: only, enum: choices, default: otherwise, anyOf }: Property): string {
  const value =
    only !== undefined
      ? `\`${JSON.stringify(only)}\``
      : choices
        ? choices.map((choice) => `\`${JSON.stringify(choice)}\``).join(', ')
        : (type ?? (anyOf ? 'object' : ''))
  return otherwise === undefined ? value : `${value}, else \`${JSON.stringify(otherwise)}\``
}

function closeCodes({ info }: ReturnType<typeof makeDocument>): string {
  const codes = /Close codes: (.*)\.$/.exec(info.description)?.[1]
  if (codes === undefined) throw new Error('The AsyncAPI document no longer says its close codes.')
  return codes
}
