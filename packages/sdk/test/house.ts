/**
 * A real server, and clients of the SDK that reach it over real HTTP and WebSockets, for tests. Dialogs are answered
 * by the test; media is werift's.
 */

import * as werift from 'werift'
import type { Settings } from '../../server/src/config/settings.ts'
import { MODEL, type TestServer, testServer } from '../../server/test/test-server.ts'
import { weriftMedia } from '../src/calling/index.ts'
import { createDevice, type Device, type DeviceOptions, memoryKeyStore } from '../src/device/index.ts'
import {
  type AskAnswer,
  type AskAuthorization,
  createPerson,
  type Person,
  type PersonOptions,
  type VoipEvent,
} from '../src/person/index.ts'

export { MODEL }

/** What one client was told. */
export interface Heard {
  voip: VoipEvent[]
  /** Names of the events, without the tick of each second. */
  readonly names: string[]
}

export interface TestDoor extends Heard {
  device: Device
  sn: string
}
export interface TestPhone extends Heard {
  person: Person
  /** The dialogs that were shown. */
  dialogs: AskAuthorization[]
  /** What the person does with the next ones; `allow` at first. */
  answer: AskAnswer | ((request: AskAuthorization) => Promise<AskAnswer>)
}

export interface House {
  server: TestServer
  ticket(sn?: string): Promise<string>
  /** Registered and online. */
  door(sn?: string, options?: Partial<DeviceOptions>): Promise<TestDoor>
  /** One client of a person, not yet online; two of one person share nothing. */
  phone(openid?: string, options?: Partial<PersonOptions>): Promise<TestPhone>
  close(): Promise<void>
}

/** @param options the server's clock (real time by default) and settings */
export async function house(
  options: { now?: () => number; settings?: Partial<Settings> } = {},
): Promise<House> {
  const server = await testServer({ listen: true, now: Date.now, ...options })
  const clients: { close(): Promise<void> }[] = []
  const ticket = (sn = 'door-1') => server.ticket({ model_id: MODEL, sn })
  const heard = (client: Device | Person): Heard => {
    const voip: VoipEvent[] = []
    client.onVoipEvent((event) => voip.push(event))
    return {
      voip,
      get names() {
        return voip.map(({ eventName }) => eventName).filter((name) => name !== 'calling')
      },
    }
  }
  return {
    server,
    ticket,
    async door(sn = 'door-1', options = {}) {
      const { address, appid } = server
      const identity = { server: address, appid, modelId: MODEL, sn }
      const device = createDevice({ ...identity, key: memoryKeyStore(), ...weriftMedia(werift), ...options })
      clients.push(device)
      await device.register(await ticket(sn))
      await device.connect()
      return Object.assign(heard(device), { device, sn })
    },
    async phone(openid = 'alice', options = {}) {
      const { session } = await server.person(openid)
      const dialogs: AskAuthorization[] = []
      const ui = {
        async askAuthorization(request: AskAuthorization): Promise<AskAnswer> {
          dialogs.push(request)
          return typeof phone.answer === 'function' ? phone.answer(request) : phone.answer
        },
      }
      const person = createPerson({
        server: server.address,
        session,
        ui,
        language: 'en',
        ...weriftMedia(werift),
        ...options,
      })
      clients.push(person)
      const phone: TestPhone = Object.assign(heard(person), { person, dialogs, answer: 'allow' as const })
      return phone
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()))
      await server.stop()
    },
  }
}

/** WebSockets that the test can cut, and keep from coming back. */
export function cuttable() {
  const open = new Set<WebSocket>()
  let away = false
  class Cuttable extends WebSocket {
    constructor(...given: ConstructorParameters<typeof WebSocket>) {
      // Port 9 is nobody's.
      super(away ? 'ws://127.0.0.1:9' : given[0], given[1])
      open.add(this)
    }
  }
  return {
    WebSocket: Cuttable,
    cut() {
      for (const socket of open) socket.close()
      open.clear()
    },
    set away(now: boolean) {
      away = now
    },
  }
}
