import type { AppEvent } from '@callgrant/protocol'
import { beforeEach, expect, it } from 'vitest'
import { APP, type CallTestbed, createCallTestbed, ring } from '../../../test/call-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { eventsFromNow } from '../../../test/events.ts'
import { address } from '../../bus/bus.ts'
import { acceptCall } from '../calls/accept-call.ts'
import { joinCall } from '../calls/join-call.ts'
import { cancelCall, hangUpCall, rejectCall } from '../calls/leave-call.ts'
import { startCall } from '../calls/start-call.ts'
import { sweep } from '../calls/sweep.ts'

eachStore((open) => {
  let testbed: CallTestbed
  let events: () => Promise<AppEvent[]>
  let room: string
  beforeEach(async () => {
    testbed = await createCallTestbed(await open())
    await testbed.decide('alice', 'door-1', 1)
    testbed.hear(address.person(APP, 'alice'))
    room = (await startCall(testbed.ctx, testbed.door(), ring('alice'))).room_id
    await joinCall(testbed.ctx, testbed.door(), room)
    events = await eventsFromNow(testbed.ctx, APP)
  })
  const told = async () =>
    (await events()).map((event) =>
      'call' in event.data ? [event.type, event.data.call.state] : [event.type],
    )
  const ENDED = ['call.changed', 'ended']
  const MISSED = ['call.missed', 'ended']

  it('a call that nobody answered in time is told as missed, once, after its end', async () => {
    testbed.clock.now += 60_000
    await sweep(testbed.ctx, { unseen: false })
    await sweep(testbed.ctx, { unseen: false })
    expect(await told()).toEqual([ENDED, MISSED])
  })

  it('one that the caller gave up is', async () => {
    await cancelCall(testbed.ctx, testbed.door(), room, 'manual')
    expect(await told()).toEqual([ENDED, MISSED])
  })

  it('one that was declined is not', async () => {
    await rejectCall(testbed.ctx, testbed.person(), room, 'manual')
    expect(await told()).toEqual([ENDED])
  })

  it('one that was answered is not', async () => {
    await acceptCall(testbed.ctx, testbed.person(), room)
    await hangUpCall(testbed.ctx, testbed.door(), room, 'manual')
    expect(await told()).toEqual([['call.changed', 'connecting'], ENDED])
  })

  it('of two clients that are first at the same instant one is told of (C9)', async () => {
    await Promise.allSettled([
      cancelCall(testbed.ctx, testbed.door(), room, 'manual'),
      rejectCall(testbed.ctx, testbed.person(), room, 'manual'),
    ])
    const all = await told()
    expect(all.filter(([type]) => type === 'call.changed')).toHaveLength(1)
  })
})
