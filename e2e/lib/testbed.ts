/**
 * A real server, and clients of the SDK that reach it over real HTTP and WebSockets, for tests. Dialogs are answered
 * by the test; media is werift's.
 */

import { weriftMedia } from '@callgrant/sdk/calling'
import { createDevice, type Device, type DeviceOptions, memoryKeyStore } from '@callgrant/sdk/device'
import {
  type AskAnswer,
  type AskAuthorization,
  createPerson,
  type Person,
  type PersonOptions,
  type VoipEvent,
} from '@callgrant/sdk/person'
import * as werift from 'werift'
import type { Settings } from '../../packages/server/src/config/settings.ts'
import { MODEL, type TestServer, testServer } from '../../packages/server/test/test-server.ts'

export { MODEL }

/** The events that one client was sent, in order. */
export interface EventRecord {
  voip: VoipEvent[]
  /** Names of the events, without the one-second `calling` event. */
  readonly names: string[]
}

export interface DeviceClient extends EventRecord {
  device: Device
  sn: string
}
export interface PersonClient extends EventRecord {
  person: Person
  /** The dialogs that were shown. */
  dialogs: AskAuthorization[]
  /** How the person answers the next dialogs; `allow` at first. */
  answer: AskAnswer | ((request: AskAuthorization) => Promise<AskAnswer>)
}

export interface Testbed {
  server: TestServer
  /** A device ticket for a serial number of the model `MODEL`. */
  ticket(sn?: string): Promise<string>
  /** A device, registered and online. */
  device(sn?: string, options?: Partial<DeviceOptions>): Promise<DeviceClient>
  /** One client of a person, not yet online; two of one person share nothing. */
  person(openid?: string, options?: Partial<PersonOptions>): Promise<PersonClient>
  close(): Promise<void>
}

/** @param options the server's clock (real time by default) and settings */
export async function createTestbed(
  options: { now?: () => number; settings?: Partial<Settings> } = {},
): Promise<Testbed> {
  const server = await testServer({ listen: true, now: Date.now, ...options })
  const clients: { close(): Promise<void> }[] = []
  const ticket = (sn = 'door-1') => server.ticket({ model_id: MODEL, sn })
  return {
    server,
    ticket,
    async device(sn = 'door-1', options = {}) {
      const { address, appid } = server
      const identity = { server: address, appid, modelId: MODEL, sn }
      const device = createDevice({ ...identity, key: memoryKeyStore(), ...weriftMedia(werift), ...options })
      clients.push(device)
      await device.register(await ticket(sn))
      await device.connect()
      return Object.assign(recordEvents(device), { device, sn })
    },
    async person(openid = 'alice', options = {}) {
      const { session } = await server.person(openid)
      const dialogs: AskAuthorization[] = []
      const ui = {
        async askAuthorization(request: AskAuthorization): Promise<AskAnswer> {
          dialogs.push(request)
          return typeof client.answer === 'function' ? client.answer(request) : client.answer
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
      const client: PersonClient = Object.assign(recordEvents(person), {
        person,
        dialogs,
        answer: 'allow' as const,
      })
      return client
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()))
      await server.stop()
    },
  }
}

function recordEvents(client: Device | Person): EventRecord {
  const voip: VoipEvent[] = []
  client.onVoipEvent((event) => voip.push(event))
  return {
    voip,
    get names() {
      return voip.map(({ eventName }) => eventName).filter((name) => name !== 'calling')
    },
  }
}

/** A WebSocket class whose connections a test can drop, and keep from being made again. */
export function droppableSockets() {
  const open = new Set<WebSocket>()
  let offline = false
  class DroppableSocket extends WebSocket {
    constructor(...given: ConstructorParameters<typeof WebSocket>) {
      // Nothing listens on port 9.
      super(offline ? 'ws://127.0.0.1:9' : given[0], given[1])
      open.add(this)
    }
  }
  return {
    WebSocket: DroppableSocket,
    drop() {
      for (const socket of open) socket.close()
      open.clear()
    },
    set offline(now: boolean) {
      offline = now
    },
  }
}
