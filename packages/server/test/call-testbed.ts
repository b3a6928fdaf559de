/** For tests of calls: one app with two devices and two people, a clock that the test sets, and what the bus carries. */

import { type ParsedRequest, type Request, StartCall } from '@callgrant/protocol'
import pino from 'pino'
import type { CallClient } from '../src/acts/calls/act-on-call.ts'
import { type Address, address } from '../src/bus/bus.ts'
import { inProcessBus } from '../src/bus/in-process.ts'
import type { BusMessage } from '../src/bus/messages.ts'
import { readSettings, type Settings } from '../src/config/settings.ts'
import type { Context } from '../src/context.ts'
import { keyPrint } from '../src/credentials/device-key.ts'
import { generateMasterKey, parseKeys } from '../src/credentials/keys.ts'
import { signDeviceToken, signPersonSession } from '../src/credentials/session-token.ts'
import { subjectKey } from '../src/rules/consent/subject.ts'
import type { Database } from '../src/store/store.ts'

export const APP = 'app'
/** Settings of a testbed where people and devices act as often as they like. */
const NO_LIMITS = { callsPerMinute: 0, callsPerDay: 0, asksPerMinute: 0, asksPerDay: 0 }
export const OTHER_APP = 'other'
export const MODEL = 'm_door'
/** When the clock of every testbed starts. */
export const NOON = 1_700_000_000_000

type Start = Omit<Request<'call.start'>, 'id' | 'type' | 'to' | 'room_type'> & {
  room_type?: 'voice' | 'video'
}

export interface CallTestbed {
  ctx: Context
  store: Database
  /** Milliseconds since 1970, to be moved. */
  clock: { now: number }
  door(sn?: string, clientId?: string): CallClient
  person(openid?: string, clientId?: string): CallClient
  /** Writes what the person decided about a door. */
  decide(openid: string, sn: string, status: 0 | 1, name?: string): Promise<void>
  /** Gives a door its key again, after a reset. */
  register(sn: string): Promise<void>
  token(client: CallClient): Promise<string>
  /** Everything that was sent to an address from now on. */
  hear<M extends BusMessage>(address: Address<M>): M[]
}

const publicKey = (sn: string) => Buffer.from(sn.padEnd(32)).toString('base64url')

/** @param store an empty one, already migrated */
export async function createCallTestbed(
  store: Database,
  settings: Partial<Settings> = {},
): Promise<CallTestbed> {
  const clock = { now: NOON }
  const log = pino({ level: 'silent' })
  const ctx: Context = {
    store,
    bus: inProcessBus(log),
    keys: parseKeys(generateMasterKey()),
    // Its clock stands still.
    settings: { ...readSettings(), ...NO_LIMITS, ...settings },
    log,
    now: () => clock.now,
  }
  await seed(store)
  return {
    ctx,
    store,
    clock,
    door: (sn = 'door-1', clientId = `client-${sn}`) => ({
      role: 'device',
      appid: APP,
      modelId: MODEL,
      sn,
      keyPrint: keyPrint(publicKey(sn)),
      clientId,
    }),
    person: (openid = 'alice', clientId = `client-${openid}`) => ({
      role: 'person',
      appid: APP,
      openid,
      clientId,
    }),
    async decide(openid, sn, status, name = `${sn} door phone`) {
      const subject = subjectKey({ kind: 'device', modelId: MODEL, sn })
      const at = clock.now
      const row = { kind: 'device' as const, model_id: MODEL, sn, group_id: null, status, display_name: name }
      await store.db
        .insertInto('authorization')
        .values({ appid: APP, openid, subject, ...row, created_at: at, updated_at: at })
        .onConflict((conflict) =>
          conflict.columns(['appid', 'openid', 'subject']).doUpdateSet({ status, display_name: name }),
        )
        .execute()
    },
    async register(sn) {
      const columns = { public_key: publicKey(sn), registered_at: clock.now }
      await store.devices.update(APP, { modelId: MODEL, sn }, columns)
    },
    token: (client) =>
      client.role === 'person'
        ? signPersonSession(ctx.keys, client, clock.now)
        : signDeviceToken(ctx.keys, client, clock.now),
    hear<M extends BusMessage>(where: Address<M>) {
      const heard: M[] = []
      // Live at once: it is a bus of one process.
      void ctx.bus.subscribe(where, (message) => heard.push(message))
      return heard
    },
  }
}

/** Where a client of the testbed hears. */
export const addressOf = (client: CallClient) => address.client(client)

/** A door's wish to ring somebody, with the defaults filled in. */
export function ring(openid: string, more: Start = {}): ParsedRequest<'call.start'> {
  return StartCall.parse({ id: 1, type: 'call.start', room_type: 'video', to: { openid }, ...more })
}

/** A person's wish to ring a door. */
export function ringDoor(sn: string, more: Start = {}): ParsedRequest<'call.start'> {
  return StartCall.parse({
    id: 1,
    type: 'call.start',
    room_type: 'video',
    to: { model_id: MODEL, sn },
    ...more,
  })
}

async function seed({ db }: Database): Promise<void> {
  const app = { secret_hash: 'x', calling: 1, ring_timeout_seconds: 60, oidc_issuers: '[]', created_at: NOON }
  await db
    .insertInto('app')
    .values([
      { ...app, appid: APP, name: 'Home' },
      { ...app, appid: OTHER_APP, name: 'Other' },
    ])
    .execute()
  await db
    .insertInto('model')
    .values(
      [APP, OTHER_APP].map((appid) => ({
        appid,
        model_id: MODEL,
        model_type: 'door phone',
        model_type_en: null,
        model_type_zh: '门铃',
        created_at: NOON,
      })),
    )
    .execute()
  const people = [
    [APP, 'alice'],
    [APP, 'bob'],
    [OTHER_APP, 'carol'],
  ] as const
  await db
    .insertInto('person')
    .values(people.map(([appid, openid]) => ({ appid, openid, created_at: NOON })))
    .execute()
  await db
    .insertInto('device')
    .values(
      ['door-1', 'door-2', 'unregistered'].map((sn) => ({
        appid: APP,
        model_id: MODEL,
        sn,
        group_id: null,
        public_key: sn === 'unregistered' ? null : publicKey(sn),
        registered_at: sn === 'unregistered' ? null : NOON,
        last_seen_at: null,
        created_at: NOON,
      })),
    )
    .execute()
}
