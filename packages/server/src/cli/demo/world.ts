/** Who plays in the demo: a server, a maker's back end, one person's phone and two doors. */

import { rmSync } from 'node:fs'
import type { Language, Session, Ticket } from '@callgrant/protocol'
import { weriftMedia } from '@callgrant/sdk/calling'
import { createDevice, type Device, memoryKeyStore } from '@callgrant/sdk/device'
import {
  type AskAnswer,
  type AskAuthorization,
  type Call,
  createPerson,
  type Person,
} from '@callgrant/sdk/person'
import * as werift from 'werift'
import type { Client } from '../client.ts'
import type { DemoServer } from './server.ts'

export const OPENID = 'alice'
export const DOOR = { sn: 'door-1', model_id: 'm_door' }
export const GATE = { sn: 'gate-1', model_id: 'm_door' }
export const DOOR_NAME = 'Front door phone'

/** A dialog that is open on the phone. */
interface Dialog extends AskAuthorization {
  answer(answer: AskAnswer): void
}

export interface World {
  language: Language
  dataDir: string | null
  server: DemoServer | null
  backend: Client | null
  appid: string
  phone: Person | null
  doors: Device[]
  /** Every dialog that the phone showed, oldest first. */
  dialogs: Dialog[]
  /** What the last requestDeviceVoIP came to. */
  asking: Promise<{ errMsg: string; errCode?: number }> | null
  /** The call as each side has it. */
  call: { door: Call; phone: Call } | null
}

export function makeWorld(language: Language): World {
  return {
    language,
    dataDir: null,
    server: null,
    backend: null,
    appid: '',
    phone: null,
    doors: [],
    dialogs: [],
    asking: null,
    call: null,
  }
}

/** Ends all that runs and, unless it is to be kept, removes the data. */
export async function endWorld(world: World, keep: boolean): Promise<void> {
  for (const endpoint of [world.phone, ...world.doors]) await endpoint?.close()
  await world.server?.stop()
  if (!keep && world.dataDir !== null) rmSync(world.dataDir, { recursive: true, force: true })
}

/** What an earlier step made. */
export function need<T>(made: T | null | undefined, what: string): T {
  if (made === null || made === undefined) throw new Error(`${what} is not there: an earlier step made none.`)
  return made
}

/** The phone of alice: it shows its dialogs to the demo, which answers them. */
export function makePhone(world: World): Person {
  const { address } = need(world.server, 'The server')
  return createPerson({
    server: address,
    language: world.language,
    session: async () =>
      (await need(world.backend, 'The back end').post<Session>('/v1/sessions', { openid: OPENID })).session,
    ui: {
      askAuthorization: (request) => new Promise((answer) => world.dialogs.push({ ...request, answer })),
    },
    ...weriftMedia(werift),
  })
}

/** A door that has registered with a ticket and signed in. */
export async function addDoor(
  world: World,
  { sn, model_id }: typeof DOOR,
  snTicket: string,
): Promise<Device> {
  const { address } = need(world.server, 'The server')
  const door = createDevice({
    server: address,
    language: world.language,
    appid: world.appid,
    modelId: model_id,
    sn,
    key: memoryKeyStore(),
    ...weriftMedia(werift),
  })
  await door.register(snTicket)
  await door.connect()
  world.doors.push(door)
  return door
}

export async function ticketFor(world: World, device: typeof DOOR): Promise<string> {
  return (await need(world.backend, 'The back end').post<Ticket>('/v1/tickets', device)).sn_ticket
}
