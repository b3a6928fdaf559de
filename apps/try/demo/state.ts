/** What the steps of the demo share: a server, a back end, one person's phone and two doors. */

import { rmSync } from 'node:fs'
import type { Language } from '@callgrant/protocol'
import type { Backend } from '@callgrant/sdk/backend'
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
import type { DemoServer } from './server.ts'

export const OPENID = 'alice'
export const DOOR = { sn: 'door-1', model_id: 'm_door' }
export const GATE = { sn: 'gate-1', model_id: 'm_door' }
export const DOOR_NAME = 'Front door phone'

/** A dialog that is open on the phone. */
interface Dialog extends AskAuthorization {
  answer(answer: AskAnswer): void
}

export interface DemoState {
  language: Language
  dataDir: string | null
  server: DemoServer | null
  backend: Backend | null
  appid: string
  phone: Person | null
  doors: Device[]
  /** Every dialog that the phone showed, oldest first. */
  dialogs: Dialog[]
  /** The result of the last requestDeviceVoIP. */
  asking: Promise<{ errMsg: string; errCode?: number }> | null
  /** The call as each side has it. */
  call: { door: Call; phone: Call } | null
}

export function createDemoState(language: Language): DemoState {
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

/** Closes the phone and the doors, stops the server and, unless it is to be kept, removes the data. */
export async function closeDemo(demo: DemoState, keep: boolean): Promise<void> {
  for (const endpoint of [demo.phone, ...demo.doors]) await endpoint?.close()
  await demo.server?.stop()
  if (!keep && demo.dataDir !== null) rmSync(demo.dataDir, { recursive: true, force: true })
}

/** What an earlier step made. @throws Error when it did not */
export function required<T>(made: T | null | undefined, what: string): T {
  if (made === null || made === undefined) throw new Error(`${what} is not there: an earlier step made none.`)
  return made
}

/** The phone of alice. Its dialogs are kept in `dialogs`, for a step to answer. */
export function makePhone(demo: DemoState): Person {
  const { address } = required(demo.server, 'The server')
  return createPerson({
    server: address,
    language: demo.language,
    session: async () =>
      (await required(demo.backend, 'The back end').sessions.create({ openid: OPENID })).session,
    ui: {
      askAuthorization: (request) => new Promise((answer) => demo.dialogs.push({ ...request, answer })),
    },
    ...weriftMedia(werift),
  })
}

/** A door that has registered with a ticket and signed in. */
export async function addDoor(
  demo: DemoState,
  { sn, model_id }: typeof DOOR,
  snTicket: string,
): Promise<Device> {
  const { address } = required(demo.server, 'The server')
  const door = createDevice({
    server: address,
    language: demo.language,
    appid: demo.appid,
    modelId: model_id,
    sn,
    key: memoryKeyStore(),
    ...weriftMedia(werift),
  })
  await door.register(snTicket)
  await door.connect()
  demo.doors.push(door)
  return door
}

export async function ticketFor(demo: DemoState, device: typeof DOOR): Promise<string> {
  return (await required(demo.backend, 'The back end').tickets.create(device)).sn_ticket
}
