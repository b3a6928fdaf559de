/** Anything at all: bytes, frames and requests, made at random; a seed makes a run again. */

import fc from 'fast-check'
import { must, type Scenario } from '../scenario.ts'
import { frame, TEXT, type Wire } from '../wire.ts'

const NO_LIMITS = ['--rate-limit', '0', '--credential-rate-limit', '0', '--wrong-credential-limit', '0']
const SHORT = 2_000
const LONG = 1_000_000
/** How many are on their way at once. */
const AT_ONCE = 20

const PATHS = [
  '/v1/device/challenge',
  '/v1/device/register',
  '/v1/device/token',
  '/v1/me/ask',
  '/v1/me/decide',
  '/v1/me/authorizations',
  '/v1/calls',
  '/v1/events',
  '/v1/sessions',
  '/v1/groups',
  '/wxa/getsnticket',
  '/cgi-bin/token',
  '/%00',
  '/../../etc/passwd',
]
const NAMES = ['id', 'type', 'token', 'client_id', 'appid', 'model_id', 'sn', 'room_id', 'data', '__proto__']
const TYPES = ['sign_in', 'call.start', 'call.join', 'call.alive', 'signal', 'constructor', '']

const json = fc.oneof(
  fc.dictionary(fc.constantFrom(...NAMES), fc.jsonValue({ maxDepth: 3 })),
  fc.jsonValue({ maxDepth: 6 }),
)
const request = fc
  .tuple(
    fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS', 'TRACE', 'post'),
    fc.oneof(fc.constantFrom(...PATHS), fc.webPath()),
    fc.oneof(
      json.map((value) => JSON.stringify(value)),
      fc.string({ maxLength: 500 }),
    ),
    fc.constantFrom('application/json', 'text/plain', 'application/json; charset=utf-16', ''),
    fc.constantFrom('', 'Bearer x.y.z', 'Basic Og==', 'Bearer', `Bearer ${'a'.repeat(3000)}`),
  )
  .map(([method, path, body, type, credential]) => {
    const head = `${method} ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: ${type}\r\nauthorization: ${credential}\r\n`
    return Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  })
const bytes = fc.uint8Array({ minLength: 1, maxLength: 2_000 }).map((data) => Buffer.from(data))
const message = fc
  .tuple(json, fc.constantFrom(...TYPES))
  .map(([value, type]) =>
    JSON.stringify(typeof value === 'object' && value ? { id: 1, ...value, type } : value),
  )
const frames = fc
  .array(
    fc.oneof(
      message.map((text) => frame(TEXT, text)),
      fc
        .tuple(fc.nat(15), bytes, fc.boolean(), fc.boolean())
        .map(([opcode, data, fin, reserved]) => frame(opcode, data, { fin, reserved })),
      bytes,
    ),
    { minLength: 1, maxLength: 10 },
  )
  .map((list) => Buffer.concat(list))

type Piece = { kind: 'http' | 'bytes' | 'frames'; data: Buffer }
const piece: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 5, arbitrary: request.map((data): Piece => ({ kind: 'http', data })) },
  { weight: 1, arbitrary: bytes.map((data): Piece => ({ kind: 'bytes', data })) },
  { weight: 4, arbitrary: frames.map((data): Piece => ({ kind: 'frames', data })) },
)

/** @returns the status of an answer, where one is due */
async function send(wire: Wire, session: string, n: number, { kind, data }: Piece): Promise<number | null> {
  if (kind === 'http') return wire.exchange(data)
  // A third of the frames come from a client that has signed in.
  const signsIn = kind === 'frames' && n % 3 === 0
  const socket =
    kind === 'bytes'
      ? await wire.tcp()
      : signsIn
        ? await wire.signedIn(session, `client-random-${n % 10}`)
        : await wire.webSocket()
  if (!socket) return null
  socket.resume()
  await new Promise<void>((resolve) => {
    socket.once('close', () => resolve())
    socket.end(data, () => setTimeout(resolve, 5))
  })
  socket.destroy()
  return null
}

export const malformed: Scenario[] = [
  {
    name: 'malformed requests, frames and bytes',
    flags: NO_LIMITS,
    async run({ wire, target, long }) {
      const total = long ? LONG : SHORT
      const seed = Number(process.env.CALLGRANT_ABUSE_SEED ?? Date.now() % 2 ** 31)
      const session = await target.session('random')
      let answered = 0
      for (let done = 0; done < total; ) {
        const count = Math.min(1_000, total - done)
        const pieces = fc.sample(piece, { seed: seed + done, numRuns: count })
        let next = 0
        const worker = async () => {
          for (let n = next++; n < count; n = next++) {
            const one = pieces[n] as Piece
            const status = await send(wire, session, done + n, one)
            if (status !== null) answered++
            must(
              status === null || status < 500,
              `${status} for ${JSON.stringify(String(one.data)).slice(0, 300)} (CALLGRANT_ABUSE_SEED=${seed})`,
            )
            must(target.running(), `the server ended at input ${done + n} (CALLGRANT_ABUSE_SEED=${seed})`)
          }
        }
        await Promise.all(Array.from({ length: AT_ONCE }, worker))
        done += count
      }
      return `${total.toLocaleString('en')} inputs, ${answered.toLocaleString('en')} answered, none with 5xx, seed ${seed}`
    },
  },
]
