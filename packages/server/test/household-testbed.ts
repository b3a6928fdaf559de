/** For tests of rings of several people: a household of four, who all allowed the door to ring them. */

import { type Request, StartRing } from '@callgrant/protocol'
import { startRing } from '../src/acts/rings/start-ring.ts'
import type { Context } from '../src/context.ts'
import { APP, type CallTestbed, NOON } from './call-testbed.ts'

export const HOUSEHOLD = ['alice', 'bob', 'carol', 'dave'] as const

type Wish = Partial<Omit<Request<'ring.start'>, 'id' | 'type'>>

export interface Household {
  ring(wish?: Wish, node?: Context): ReturnType<typeof startRing>
  /** Who is in a call, by their keys, and the room or ring that they are in. */
  busy(): Promise<Record<string, string>>
  /** Somebody is in another call from now on. */
  occupy(openid: string): Promise<void>
}

/** @param testbed with alice and bob already */
export async function createHousehold(testbed: CallTestbed): Promise<Household> {
  const { db } = testbed.store
  await db
    .insertInto('person')
    .values(['carol', 'dave'].map((openid) => ({ appid: APP, openid, created_at: NOON })))
    .execute()
  for (const openid of HOUSEHOLD) await testbed.decide(openid, 'door-1', 1)
  return {
    ring: (wish = {}, node = testbed.ctx) => startRing(node, testbed.door(), household(wish)),
    async busy() {
      const rows = await db.selectFrom('busy').select(['party', 'room_id']).execute()
      return Object.fromEntries(rows.map(({ party, room_id }) => [party, room_id]))
    },
    async occupy(openid) {
      await db
        .insertInto('busy')
        .values({ appid: APP, party: `p:${openid}`, room_id: `r_elsewhere_${openid}` })
        .execute()
    },
  }
}

/** The door's wish to ring all four, with the defaults filled in. */
export function household(wish: Wish = {}) {
  const people = HOUSEHOLD.map((openid) => ({ openid, name: openid.toUpperCase() }))
  return StartRing.parse({
    id: 1,
    type: 'ring.start',
    people,
    plan: 'together',
    seconds: 30,
    room_type: 'video',
    ...wish,
  })
}
