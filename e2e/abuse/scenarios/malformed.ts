/** Anything at all: bytes, frames and requests, made at random; a seed makes a run again. */

import fc from 'fast-check'
import { Random } from '../../faults/random.ts'
import { must, type Scenario } from '../scenario.ts'
import { frame, TEXT, type Wire } from '../wire.ts'

const NO_LIMITS = ['--rate-limit', '0', '--credential-rate-limit', '0', '--wrong-credential-limit', '0']
const SHORT = 2_000
const LONG = 1_000_000
/** How many connections send at once. */
const AT_ONCE = 48
/** How many are made at random before they are sent; and how often each of them is sent again with other damage. */
const BATCH = 1_000
const DAMAGED = 9
/** How many requests follow one another on a connection, without waiting for answers. */
const PIPELINED = 10

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
const frames = fc.array(
  fc.oneof(
    message.map((text) => frame(TEXT, text)),
    fc
      .tuple(fc.nat(15), bytes, fc.boolean(), fc.boolean())
      .map(([opcode, data, fin, reserved]) => frame(opcode, data, { fin, reserved })),
    bytes,
  ),
  { minLength: 1, maxLength: 10 },
)

type Piece = { kind: 'http' | 'bytes' | 'frames'; data: Buffer }
const piece: fc.Arbitrary<Piece> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .array(request, { minLength: 1, maxLength: PIPELINED })
      .map((list): Piece => ({ kind: 'http', data: pipelined(list) })),
  },
  { weight: 1, arbitrary: bytes.map((data): Piece => ({ kind: 'bytes', data })) },
  {
    weight: 4,
    arbitrary: frames.map((list): Piece => ({ kind: 'frames', data: Buffer.concat(list) })),
  },
)

/** One after the other on a connection, which the last one ends, or one whose method there is not. */
function pipelined(given: Buffer[]): Buffer {
  const unknown = (one: Buffer) => Number(/^(?:post|TRACE) /.test(String(one)))
  const requests = given.toSorted((a, b) => unknown(a) - unknown(b))
  const last = requests.length - 1
  return Buffer.concat(
    requests.map((one, n) =>
      n === last ? one : Buffer.from(String(one).replace('connection: close', 'connection: keep-alive')),
    ),
  )
}

/** The same with a few bytes changed, left out or repeated, so that it is nearly right. */
function damage(data: Buffer, random: Random): Buffer {
  let damaged = Buffer.from(data)
  for (let left = 1 + random.between(0, 3); left > 0 && damaged.length > 0; left--) {
    const at = random.between(0, damaged.length - 1)
    const until = at + 1 + random.between(0, 15)
    const [before, part, after] = [
      damaged.subarray(0, at),
      damaged.subarray(at, until),
      damaged.subarray(until),
    ]
    const how = random.between(0, 2)
    if (how === 0) damaged[at] = random.between(0, 255)
    else damaged = Buffer.concat(how === 1 ? [before, after] : [before, part, part, after])
  }
  return damaged
}

/** @returns the statuses of the answers, where any are due */
async function send(wire: Wire, session: string, n: number, { kind, data }: Piece): Promise<number[]> {
  if (kind === 'http') return wire.exchanges(data)
  // A third of the frames come from a client that has signed in.
  const signsIn = kind === 'frames' && n % 3 === 0
  const socket =
    kind === 'bytes'
      ? await wire.tcp()
      : signsIn
        ? await wire.signedIn(session, `client-random-${n % 10}`)
        : await wire.webSocket()
  if (!socket) return []
  socket.resume()
  await new Promise<void>((resolve) => {
    socket.once('close', () => resolve())
    socket.end(data, () => setTimeout(resolve, 5))
  })
  socket.resetAndDestroy()
  return []
}

export const malformed: Scenario[] = [
  {
    name: 'malformed requests, frames and bytes',
    flags: NO_LIMITS,
    async run({ wire, target, long, minutes }) {
      const total = long ? LONG : SHORT
      const end = performance.now() + minutes * 60_000
      const seed = Number(process.env.CALLGRANT_ABUSE_SEED ?? Date.now() % 2 ** 31)
      const session = await target.session('random')
      let [sent, answered] = [0, 0]
      const one = async (n: number, given: Piece) => {
        const statuses = await send(wire, session, n, given)
        // What follows one that ends the connection was not read.
        sent += Math.max(1, statuses.length)
        answered += statuses.length
        must(
          statuses.every((status) => status < 500),
          `${statuses} for ${JSON.stringify(String(given.data)).slice(0, 3000)} (CALLGRANT_ABUSE_SEED=${seed})`,
        )
        must(target.running(), `the server ended at input ${sent} (CALLGRANT_ABUSE_SEED=${seed})`)
      }
      for (let batch = 0; sent < total && performance.now() < end; batch++) {
        const random = new Random(seed + batch, 'damage')
        const made = fc.sample(piece, { seed: seed + batch, numRuns: Math.min(BATCH, total) })
        const pieces = made.flatMap((given) => [
          given,
          ...(long
            ? Array.from({ length: DAMAGED }, () => ({ ...given, data: damage(given.data, random) }))
            : []),
        ])
        let next = 0
        const worker = async () => {
          for (let n = next++; n < pieces.length && sent < total && performance.now() < end; n = next++) {
            await one(n, pieces[n] as Piece)
          }
        }
        await Promise.all(Array.from({ length: AT_ONCE }, worker))
      }
      const count = (inputs: number) => inputs.toLocaleString('en')
      return `${count(sent)} inputs, ${count(answered)} answered, none with 5xx, seed ${seed}`
    },
  },
]
