/** The app of the load: its people with a phone each, and the doors that ring them, all registered as real ones are. */

import { generateKeyPairSync, sign } from 'node:crypto'
import { registrationText, signInText } from '@callgrant/protocol'
import { createBackend, createOperator } from '@callgrant/sdk/backend'
import { Client } from './client.ts'
import { Decider } from './decider.ts'
import type { History } from './history.ts'
import { Household } from './household.ts'
import { Random } from './random.ts'
import { type Reader, startReader } from './reader.ts'
import type { World } from './world.ts'

const MODEL = 'm_door'
const DOORS_EACH = 2
const READERS = 2

export interface App {
  appid: string
  secret: string
  households: Household[]
  /** Every client, phones and doors. */
  clients: Client[]
  readers: Reader[]
}

export interface AppOptions {
  world: World
  history: History
  seed: number
  households: number
  thinkMs: number
}

export async function createApp({
  world,
  history,
  seed,
  households: count,
  thinkMs,
}: AppOptions): Promise<App> {
  const server = world.members[0]?.node.address ?? ''
  const operator = createOperator({ server, token: world.adminToken })
  const { appid, secret } = await operator.apps.create({ name: 'Faults' })
  const backend = createBackend({ server, appid, secret })
  await backend.models.create({ model_id: MODEL, model_type: 'door phone' })
  const nodes = () => {
    const up = world.members.filter(({ down }) => !down)
    return (up.length > 0 ? up : world.members).map(({ node }) => node.address)
  }
  const clients: Client[] = []
  const client = (id: string, token: string) => {
    const random = new Random(seed, `client ${id}`)
    const made = new Client({ id, token, history, random, nodes })
    clients.push(made)
    return made
  }
  const move = async (n: number): Promise<Household> => {
    const openid = `person-${n}`
    const { session } = await backend.sessions.create({ openid, ttl_seconds: 86_400 })
    const doors = []
    for (let d = 0; d < DOORS_EACH; d++) {
      const sn = `door-${n}-${d}`
      const { sn_ticket } = await backend.tickets.create({ model_id: MODEL, sn })
      const token = await register(server, { appid, model_id: MODEL, sn, sn_ticket })
      doors.push({ sn, client: client(sn, token), random: new Random(seed, sn) })
    }
    const random = new Random(seed, openid)
    const http = { history, random, nodes }
    const decider = new Decider({
      ...http,
      openid,
      session: `Bearer ${session}`,
      backend: `Basic ${Buffer.from(`${appid}:${secret}`).toString('base64')}`,
      modelId: MODEL,
      doors: doors.map(({ sn }) => sn),
    })
    const phone = client(openid, session)
    return new Household({ openid, phone, decider, doors, history, random, thinkMs })
  }
  const households = await Promise.all(Array.from({ length: count }, (_, n) => move(n)))
  await Promise.all(clients.map((one) => one.connect()))
  const readers = Array.from({ length: READERS }, (_, n) =>
    startReader({ appid, secret, random: new Random(seed, `reader ${n}`), nodes }),
  )
  return { appid, secret, households, clients, readers }
}

/** Binds a new key to the door, and signs in with it. @returns its token, good for an hour */
async function register(
  server: string,
  door: { appid: string; model_id: string; sn: string; sn_ticket: string },
): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const signed = (text: string) => sign(null, Buffer.from(text), privateKey).toString('base64url')
  const unsigned = { ...door, public_key: String(publicKey.export({ format: 'jwk' }).x) }
  await post(server, '/v1/device/register', { ...unsigned, signature: signed(registrationText(unsigned)) })
  const { appid, model_id, sn } = door
  const { challenge } = await post(server, '/v1/device/challenge', { appid, model_id, sn })
  const answer = { challenge, signature: signed(signInText(String(challenge))) }
  return String((await post(server, '/v1/device/token', answer)).token)
}

async function post(server: string, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${server}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  return (await answer.json()) as Record<string, unknown>
}
