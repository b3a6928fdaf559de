/**
 * A real server, and clients of the SDK that reach it over real HTTP and WebSockets, for tests. Dialogs are answered
 * by the test; media is werift's.
 */

import * as werift from 'werift'
import { MODEL, type TestServer, testServer } from '../../server/test/test-server.ts'
import { weriftMedia } from '../src/calling/index.ts'
import { createDevice, type Device, memoryKeyStore } from '../src/device/index.ts'
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
  door(sn?: string): Promise<TestDoor>
  phone(openid?: string, options?: Partial<PersonOptions>): Promise<TestPhone>
  /** One more client of the same person shares nothing with the others. */
  close(): Promise<void>
}

/** @param now the server's clock; real time by default */
export async function house(now: () => number = Date.now): Promise<House> {
  const server = await testServer({ listen: true, now })
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
    async door(sn = 'door-1') {
      const { address, appid } = server
      const identity = { server: address, appid, modelId: MODEL, sn }
      const device = createDevice({ ...identity, key: memoryKeyStore(), ...weriftMedia(werift) })
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
