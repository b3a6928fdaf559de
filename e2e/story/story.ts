/**
 * The whole story as a back end hears it: each event within a second and with a good signature, none missed while it was
 * away; and then a person is forgotten, and no file has their openid.
 */

import { randomBytes } from 'node:crypto'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createBackend, createOperator } from '@callgrant/sdk/backend'
import { weriftMedia } from '@callgrant/sdk/calling'
import { createDevice, memoryKeyStore } from '@callgrant/sdk/device'
import { type Call, createPerson } from '@callgrant/sdk/person'
import * as werift from 'werift'
import { freePort } from '../../scripts/lib/machine.ts'
import { startNode } from '../../scripts/lib/node-process.ts'
import { Receiver } from './receiver.ts'

export interface StoryOptions {
  /** How long the back end is away, in milliseconds. */
  awayMs: number
  /** Told each line. */
  say(line: string): void
}

/** How soon an event must be there, in milliseconds. */
const SOON_MS = 1_000
/** How long a back end that was away waits at most until it is asked again. */
const BACK_MS = 90_000
const ADMIN = 'operator'.repeat(4)
const MODEL = 'm_door'

type Data = Record<string, unknown>
type Wanted = [type: string, is?: (data: Data) => boolean]

/** @returns what was not so, a sentence each; empty: all is well */
export async function tellStory({ awayMs, say }: StoryOptions): Promise<string[]> {
  const faults: string[] = []
  const check = (well: boolean, words: string, fault = words) => {
    say(`${well ? '✓' : '✗'} ${well ? words : fault}`)
    if (!well) faults.push(fault)
  }
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-story-'))
  const [data, ofBackend, log] = [join(folder, 'data'), join(folder, 'backend'), join(folder, 'server.log')]
  for (const made of [data, ofBackend]) mkdirSync(made)
  const server = await startNode({
    port: await freePort(),
    env: {
      CALLGRANT_DATA_DIR: data,
      CALLGRANT_ADMIN_TOKEN: ADMIN,
      CALLGRANT_WEBHOOKS_PRIVATE: 'yes',
      // All that it can say, since all of it is searched.
      CALLGRANT_LOG_LEVEL: 'trace',
    },
    onOutput: (text) => appendFileSync(log, text),
  })
  const { address } = server
  const closers: (() => Promise<unknown>)[] = [() => server.stop()]
  try {
    const created = await createOperator({ server: address, token: ADMIN }).apps.create({
      name: 'Story',
    })
    const { appid, secret } = created
    const backend = createBackend({ server: address, appid, secret })
    const stream = followAll(backend)
    closers.unshift(stream.stop)
    const receiver = new Receiver({
      STORY_SERVER: address,
      STORY_APPID: appid,
      STORY_SECRET: secret,
      STORY_FOLDER: ofBackend,
      STORY_PORT: String(await freePort()),
    })
    closers.unshift(() => receiver.kill())
    await stream.opened
    await receiver.start()
    say('  a server, and a back end that registered its webhook by itself')

    /** Does something, and expects its events at the back end. */
    const step = async <T>(words: string, act: () => Promise<T>, ...wanted: Wanted[]): Promise<T> => {
      const from = receiver.events().length
      const result = await act()
      for (const [type, is = () => true] of wanted) {
        const found = await receiver.next(from, (event) => event.type === type && is(event.data), SOON_MS * 3)
        const ms = found?.event ? found.received - found.event.at : Number.POSITIVE_INFINITY
        const came = found ? `came after ${ms} ms` : 'did not come'
        check(ms <= SOON_MS, `${words}: ${type} after ${ms} ms`, `${words}: ${type} ${came}`)
      }
      return result
    }
    const state = (is: string, reason?: string) => (told: Data) => {
      const call = told.call as { state: string; end: { reason: string } | null }
      return call.state === is && (reason === undefined || call.end?.reason === reason)
    }

    // The person's openid, and what else of them must be gone; nothing else has these letters.
    const openid = `alice-${randomBytes(8).toString('hex')}`
    await backend.models.create({ model_id: MODEL, model_type: 'door phone' })
    const door = createDevice({
      ...{ server: address, appid, modelId: MODEL, sn: 'door-1', key: memoryKeyStore() },
      ...weriftMedia(werift),
    })
    closers.unshift(() => door.close())
    const ref = { model_id: MODEL, sn: 'door-1' }
    const ticket = async () => (await backend.tickets.create(ref)).sn_ticket
    await step('a door registers', async () => door.register(await ticket()), ['device.registered'])
    await door.connect()

    let answer: 'allow' | 'reject' = 'allow'
    const personOf = async (id: string) => {
      const { session } = await backend.sessions.create({ openid: id })
      const ui = { askAuthorization: async () => answer }
      const person = createPerson({ server: address, session, ui, language: 'en', ...weriftMedia(werift) })
      closers.unshift(() => person.close())
      return person
    }
    const alice = await personOf(openid)
    const ask = async (person: typeof alice) =>
      person.requestDeviceVoIP({
        sn: 'door-1',
        snTicket: await ticket(),
        modelId: MODEL,
        deviceName: 'Front',
      })
    await step(
      'Alice is asked, and allows it',
      () => ask(alice),
      ['authorization.asked'],
      ['authorization.authorized'],
    )

    const bob = await personOf('bob')
    answer = 'reject'
    await step(
      'Bob is asked, and rejects it',
      () => ask(bob).catch(() => {}),
      ...([['authorization.asked'], ['authorization.refused']] as Wanted[]),
    )

    const ring = () =>
      door.initByCaller({
        ...({ roomType: 'voice', businessType: 1 } as const),
        ...{ caller: { id: 'door-1' }, listener: { id: openid } },
      })
    await step(
      'the door rings, and nobody is online',
      ring,
      ['call.changed', state('ringing')],
      ['call.listener_offline'],
    )
    await step(
      'the door gives up',
      () => door.forceHangUpVoip(),
      ['call.changed', state('ended', 'cancelled')],
      ['call.missed'],
    )

    await alice.connect()
    const incoming = () => new Promise<Call>((resolve) => void alice.onIncomingCall(resolve))
    let rings = incoming()
    await step('the door rings', ring, ['call.changed', state('ringing')])
    let call = await rings
    await step(
      'Alice answers',
      () => call.accept(),
      ['call.changed', state('connecting')],
      ['call.changed', state('talking')],
    )
    await step(
      'Alice hangs up',
      () => call.hangUp(),
      ['call.changed', state('ended', 'hung_up')],
      ['call.quality'],
    )
    await until(() => door.currentCall === null || door.currentCall.end !== null)
    rings = incoming()
    await step('the door rings again', ring, ['call.changed', state('ringing')])
    call = await rings
    await step('Alice declines', () => call.reject(), ['call.changed', state('ended', 'rejected')])
    await until(() => door.currentCall === null || door.currentCall.end !== null)

    const subject = ref
    await step('Alice switches the door off', () => alice.switchAuthorization(subject, false), [
      'authorization.switched_off',
    ])
    await step('the door rings in vain', ring, ['call.refused', ({ decided_by }) => decided_by === 'device'])
    await step('Alice switches it on', () => alice.switchAuthorization(subject, true), [
      'authorization.switched_on',
    ])
    const { group_id } = await backend.groups.create({ model_id: MODEL, group_name: 'Hall' })
    const devices = { device_list: [ref] }
    await step('the door joins a group', () => backend.groups.addDevices(group_id, devices), [
      'group.changed',
    ])
    await step('Bob clears the app', () => bob.clearAuthorizations(), ['authorization.cleared'])

    // The back end is away.
    const before = receiver.events().length
    await receiver.kill()
    say('  the back end is killed')
    for (const on of [false, true, false, true]) await alice.switchAuthorization(subject, on)
    rings = incoming()
    await ring()
    await (await rings).reject()
    await pause(awayMs)
    await receiver.start()
    say(`  the back end is back, after ${awayMs / 1000} s`)
    const last = await step('Alice switches the door off once more', async () => {
      await alice.switchAuthorization(subject, false)
      return stream.ids.length
    })
    const missing = () => {
      const has = new Set(receiver.events().flatMap(({ verified, id }) => (verified ? [id] : [])))
      return stream.ids.filter((id) => !has.has(id))
    }
    const since = performance.now()
    await until(() => stream.ids.length > last && missing().length === 0, BACK_MS)
    const seconds = ((performance.now() - since) / 1000).toFixed(1)
    const count = receiver.events().length - before
    check(
      missing().length === 0,
      `it got all ${count} events that it had missed, within ${seconds} s`,
      `${missing().length} of ${stream.ids.length} events never came`,
    )

    await step('Alice is forgotten', () => backend.people.forget(openid), ['person.erased'])
    const all = receiver.events()
    const bad = all.filter(({ verified }) => !verified).length
    check(bad === 0, `${all.length} signatures are good`, `${bad} of ${all.length} signatures are not good`)
    const [kind] = new Set(
      all.flatMap(({ event }) => (JSON.stringify(event).includes(openid) ? ['told'] : [])),
    )
    check(
      kind === 'told',
      'the back end was told of her by her openid',
      'no event had her openid: the search would find nothing',
    )

    await search(data, [openid], 'the files of the server, while it runs', check)
    await server.stop()
    await search(data, [openid], 'the files of the server, once it has stopped', check)
    check(!readFileSync(log).includes(openid), 'the log has none of it', 'the log has her openid')
    return faults
  } finally {
    for (const close of closers) await close().catch(() => {})
    rmSync(folder, { recursive: true, force: true })
  }
}

/** All events by the stream, as another reader of the same app: what the webhook must have had. */
function followAll(backend: ReturnType<typeof createBackend>) {
  const stop = new AbortController()
  const opened = Promise.withResolvers<void>()
  const ids: string[] = []
  const over = (async () => {
    for await (const { id } of backend.events({ signal: stop.signal, onOpen: () => opened.resolve() }))
      ids.push(id)
  })().catch(() => {})
  return {
    ids,
    opened: opened.promise,
    async stop() {
      stop.abort()
      await over
    },
  }
}

/** Looks for texts as bytes in every file of a folder. */
async function search(
  folder: string,
  texts: string[],
  where: string,
  check: (well: boolean, words: string, fault?: string) => void,
): Promise<void> {
  const files = readdirSync(folder)
  const found = files.filter((file) => {
    const bytes = readFileSync(join(folder, file))
    return texts.some((text) => bytes.includes(text))
  })
  check(
    found.length === 0,
    `no trace of her in ${where} (${files.join(', ')})`,
    `her openid is in ${found.join(', ')}: ${where}`,
  )
}

async function until(is: () => boolean, ms = 10_000): Promise<void> {
  const end = performance.now() + ms
  while (!is() && performance.now() < end) await pause(20)
}
