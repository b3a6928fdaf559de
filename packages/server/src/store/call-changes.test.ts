/** Changes of calls that arrive at the same moment: each by itself as far as anybody can tell. */

import { expect, it } from 'vitest'
import { createCallTestbed, NOON, ring } from '../../test/call-testbed.ts'
import { eachStore } from '../../test/each-store.ts'
import { startCall } from '../acts/calls/start-call.ts'
import { callChanged } from '../acts/events/app-events.ts'
import type { CallState } from '../rules/call/call-state.ts'
import type { CallChange } from './call-changes.ts'
import type { Database } from './store.ts'

const APP = 'app'

eachStore((open) => {
  /** A call that rings, as it was read. */
  async function begin(store: Database, sn = 'door-1', openid = 'alice') {
    const testbed = await createCallTestbed(store)
    await testbed.decide(openid, sn, 1)
    return start(testbed, sn, openid)
  }
  async function start(testbed: Awaited<ReturnType<typeof createCallTestbed>>, sn: string, openid: string) {
    const { room_id } = await startCall(testbed.ctx, testbed.door(sn), ring(openid, { join: true }))
    const call = await testbed.store.findCall({ appid: APP, roomId: room_id })
    if (!call) throw new Error('no call')
    return { testbed, call }
  }
  const ended = (call: CallState, more: Partial<CallState> = {}): CallChange => {
    const changes = {
      state: 'ended',
      endedAt: NOON,
      endReason: 'aborted',
      version: call.version + 1,
      ...more,
    } as const
    return { call, changes, events: callChanged({ ...call, ...changes }, NOON) }
  }
  const eventsOf = async (store: Database) => {
    if (store.events.numbersAfterCommit()) await store.write((tx) => tx.events.giveNumbers(APP))
    const events = await store.events.after(APP, 0, 100)
    const changes = events.filter(({ type }) => type === 'call.changed')
    return changes.map(({ data }) => JSON.parse(data).call.state)
  }
  const busyIn = (store: Database, roomId: string) =>
    store.db.selectFrom('busy').select('party').where('room_id', '=', roomId).execute()

  it('of two changes of one call at the same moment one is carried out, with its events (C9)', async () => {
    const store = await open()
    const { call } = await begin(store)
    const answered = { state: 'connecting', acceptedAt: NOON, version: call.version + 1 } as const
    const results = await Promise.all([
      store.changeCall({ call, changes: answered, events: callChanged({ ...call, ...answered }, NOON) }),
      store.changeCall(ended(call)),
    ])
    expect(results.toSorted()).toEqual([false, true])
    const state = (await store.findCall({ appid: APP, roomId: call.roomId }))?.state
    expect(state).toBe(results[0] ? 'connecting' : 'ended')
    expect(await eventsOf(store)).toEqual(['ringing', state])
    expect(await busyIn(store, call.roomId)).toHaveLength(results[0] ? 2 : 0)
  })

  it('changes several calls at the same moment, and one that was read too early not (C6, C9)', async () => {
    const store = await open()
    const { testbed, call } = await begin(store)
    await testbed.decide('bob', 'door-2', 1)
    const { call: other } = await start(testbed, 'door-2', 'bob')
    const old = { ...other, version: other.version - 1 }
    expect(await Promise.all([store.changeCall(ended(call)), store.changeCall(ended(old))])).toEqual([
      true,
      false,
    ])
    expect((await store.findCall({ appid: APP, roomId: other.roomId }))?.state).toBe('ringing')
    expect(await busyIn(store, call.roomId)).toEqual([])
    expect(await busyIn(store, other.roomId)).toHaveLength(2)
    expect(await eventsOf(store)).toEqual(['ringing', 'ringing', 'ended'])
  })

  it('takes words with half a character in them, as any client may send', async () => {
    const store = await open()
    const { call } = await begin(store)
    expect(await store.changeCall(ended(call, { endMessage: 'half \ud83d of it, "quoted" \\' }))).toBe(true)
    const found = await store.findCall({ appid: APP, roomId: call.roomId })
    expect(found?.endMessage).toBe('half \ufffd of it, "quoted" \\')
  })

  it('finds calls of their own app only', async () => {
    const store = await open()
    const { call } = await begin(store)
    const found = await Promise.all([
      store.findCall({ appid: APP, roomId: call.roomId }),
      store.findCall({ appid: 'other', roomId: call.roomId }),
      store.findCall({ appid: APP, roomId: 'r_none' }),
    ])
    expect(found).toEqual([call, undefined, undefined])
  })

  it('is carried out inside a transaction as well, or not, with all the rest of it', async () => {
    const store = await open()
    const { call } = await begin(store)
    const broken = store.write(async (tx) => {
      expect(await tx.callChanges.change(ended(call))).toBe(true)
      throw new Error('changed my mind')
    })
    await expect(broken).rejects.toThrow('changed my mind')
    expect(await store.findCall({ appid: APP, roomId: call.roomId })).toEqual(call)
    expect(await eventsOf(store)).toEqual(['ringing'])
  })

  it('has no change of what is written once', async () => {
    const store = await open()
    const { call } = await begin(store)
    const changes = { openid: 'mallory', version: call.version + 1 }
    await expect(store.changeCall({ call, changes, events: [] })).rejects.toThrow(
      'openid of a call does not change',
    )
  })
})
