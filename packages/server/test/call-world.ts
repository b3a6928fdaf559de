/** A small world to place calls in: one app with two doors and two people, a clock that tests set, a bus they hear. */

import { type ParsedRequest, type Request, StartCall } from '@callgrant/protocol'
import pino from 'pino'
import type { CallClient } from '../src/acts/calls/act-on-call.ts'
import type { Context } from '../src/acts/context.ts'
import { address } from '../src/bus/bus.ts'
import { inProcessBus } from '../src/bus/in-process.ts'
import { readSettings, type Settings } from '../src/config/settings.ts'
import { subjectKey } from '../src/domain/authorization.ts'
import { keyPrint } from '../src/domain/device-key.ts'
import { generateMasterKey, parseKeys } from '../src/domain/keys.ts'
import { signDeviceToken, signPersonSession } from '../src/domain/session-token.ts'
import type { Store } from '../src/store/store.ts'

export const APP = 'app'
export const OTHER_APP = 'other'
export const MODEL = 'm_door'
/** When every world begins. */
export const NOON = 1_700_000_000_000

type Start = Omit<Request<'call.start'>, 'id' | 'type' | 'to' | 'room_type'> & {
  room_type?: 'voice' | 'video'
}

export interface CallWorld {
  ctx: Context
  store: Store
  /** Milliseconds since 1970, to be moved. */
  clock: { now: number }
  door(sn?: string, clientId?: string): CallClient
  person(openid?: string, clientId?: string): CallClient
  /** Writes what the person decided about a door. */
  decide(openid: string, sn: string, status: 0 | 1, name?: string): Promise<void>
  token(client: CallClient): Promise<string>
  /** Everything that was sent to an address from now on. */
  hear(address: string): Record<string, unknown>[]
}

const publicKey = (sn: string) => Buffer.from(sn.padEnd(32)).toString('base64url')

/** @param store an empty one, already migrated */
export async function callWorld(store: Store, settings: Partial<Settings> = {}): Promise<CallWorld> {
  const clock = { now: NOON }
  const ctx: Context = {
    store,
    bus: inProcessBus(),
    keys: parseKeys(generateMasterKey()),
    settings: { ...readSettings(), ...settings },
    log: pino({ level: 'silent' }),
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
    token: (client) =>
      client.role === 'person'
        ? signPersonSession(ctx.keys, client, clock.now)
        : signDeviceToken(ctx.keys, client, clock.now),
    hear(where) {
      const heard: Record<string, unknown>[] = []
      ctx.bus.subscribe(where, (message) => heard.push(message as Record<string, unknown>))
      return heard
    },
  }
}

/** Where a client of the world hears. */
export function addressOf(client: CallClient): string {
  return client.role === 'person'
    ? address.person(client.appid, client.openid)
    : address.device(client.appid, client.modelId, client.sn)
}

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

async function seed({ db }: Store): Promise<void> {
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
