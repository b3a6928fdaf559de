/** What every bus does, as tests: the one of a single process and the one of several nodes. */

import { FRAME_MAX_BYTES } from '@callgrant/protocol'
import { expect, test, vi } from 'vitest'
import { address, type Bus } from '../src/bus/bus.ts'

const CHANGED = { type: 'authorizations.changed' } as const
const message = (msg: string) => ({ type: 'push.message', msg, appid: 'app' }) as const
let people = 0
/** An address of a person that no other test uses. */
const somebody = () => address.person('app', `person-${++people}`)

export interface OpenedBus {
  /** The same bus as two nodes see it; a single process has one node. */
  nodes: readonly [Bus, Bus]
  log: { error: ReturnType<typeof vi.fn> }
}

/** @param open gives the bus; it is closed by whoever made it */
export function busContract(open: () => OpenedBus): void {
  test('brings a message after the publisher has gone on, as a copy, in the order of sending', async () => {
    const [here, there] = open().nodes
    const alice = somebody()
    const heard: unknown[] = []
    await there.subscribe(alice, (one) => heard.push(one))
    const first = message('1')
    here.publish(alice, first)
    const second = here.deliver(alice, message('2'))
    here.publish(alice, message('3'))
    expect(heard).toEqual([])
    expect(await second).toBe(true)
    await vi.waitFor(() => expect(heard).toEqual([message('1'), message('2'), message('3')]))
    expect(heard[0]).not.toBe(first)
  })

  test('says when nobody is there: before, after, and at another address', async () => {
    const [here, there] = open().nodes
    const [alice, bob] = [somebody(), somebody()]
    expect(await here.deliver(alice, CHANGED)).toBe(false)
    const stop = await there.subscribe(alice, () => {})
    expect(await here.deliver(alice, CHANGED)).toBe(true)
    expect(await there.deliver(alice, CHANGED)).toBe(true)
    expect(await here.deliver(bob, CHANGED)).toBe(false)
    stop()
    expect(await here.deliver(alice, CHANGED)).toBe(false)
  })

  test('says whether anybody is there in the very moment in which one goes, and another stays', async () => {
    const [here, there] = open().nodes
    const alice = somebody()
    for (let round = 0; round < 50; round++) {
      const stop = await there.subscribe(alice, () => {})
      stop()
      expect(await here.deliver(alice, CHANGED)).toBe(false)
    }
    const heard = vi.fn()
    await here.subscribe(alice, heard)
    for (let round = 1; round <= 50; round++) {
      const stop = await there.subscribe(alice, () => {})
      stop()
      expect(await here.deliver(alice, CHANGED)).toBe(true)
      await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(round))
    }
  })

  test('a subscription is live once it resolves: what any node sends from then on is heard', async () => {
    const [here, there] = open().nodes
    for (let round = 0; round < 50; round++) {
      const alice = somebody()
      const stop = await there.subscribe(alice, () => {})
      expect(await here.deliver(alice, CHANGED)).toBe(true)
      stop()
    }
  })

  test('all who subscribed hear it, on whatever node, each once', async () => {
    const { nodes } = open()
    const alice = somebody()
    const heard = [vi.fn(), vi.fn(), vi.fn()] as const
    await Promise.all([
      nodes[0].subscribe(alice, heard[0]),
      nodes[1].subscribe(alice, heard[1]),
      nodes[1].subscribe(alice, heard[2]),
    ])
    expect(await nodes[0].deliver(alice, CHANGED)).toBe(true)
    await vi.waitFor(() => {
      for (const one of heard) expect(one.mock.calls).toEqual([[CHANGED]])
    })
  })

  test('a handler that throws stops no other, nor the publisher, and is logged', async () => {
    const { nodes, log } = open()
    const [here, there] = nodes
    const alice = somebody()
    const heard: unknown[] = []
    await there.subscribe(alice, () => {
      throw new Error('broken')
    })
    await there.subscribe(alice, (one) => heard.push(one))
    log.error.mockClear()
    expect(await here.deliver(alice, CHANGED)).toBe(true)
    expect(heard).toEqual([CHANGED])
    expect(log.error).toHaveBeenCalledOnce()
  })

  test('one function that subscribes twice has two subscriptions, each with its own end', async () => {
    const [here, there] = open().nodes
    const alice = somebody()
    const heard = vi.fn()
    const stop = await there.subscribe(alice, heard)
    await there.subscribe(alice, heard)
    stop()
    stop()
    await here.deliver(alice, CHANGED)
    expect(heard).toHaveBeenCalledOnce()
  })

  test('hears nothing after its end, also not what was sent before', async () => {
    const [here, there] = open().nodes
    const alice = somebody()
    const [heard, other] = [vi.fn(), vi.fn()]
    const stop = await there.subscribe(alice, heard)
    await there.subscribe(alice, other)
    here.publish(alice, CHANGED)
    stop()
    await here.deliver(alice, CHANGED)
    expect(other).toHaveBeenCalledTimes(2)
    expect(heard).not.toHaveBeenCalled()
  })

  test('a subscription that begins while the last one ends is live', async () => {
    const [here, there] = open().nodes
    const alice = somebody()
    let stop = await there.subscribe(alice, () => {})
    for (let round = 0; round < 20; round++) {
      const next = there.subscribe(alice, () => {})
      stop()
      stop = await next
      expect(await here.deliver(alice, CHANGED)).toBe(true)
    }
    stop()
  })

  test('carries the largest frame of a client, and every character', async () => {
    const [here, there] = open().nodes
    const side = address.side('room-1', 'caller')
    const heard: unknown[] = []
    await there.subscribe(side, (one) => heard.push(one))
    const sdp = 'v=0\r\n\u0000\u2028"\\門铃😀\ud800'.padEnd(FRAME_MAX_BYTES, 'a=x')
    const description = { kind: 'description', type: 'offer', sdp } as const
    const signal = { type: 'signal', room_id: 'room-1', data: description } as const
    expect(await here.deliver(side, signal)).toBe(true)
    expect(heard).toEqual([signal])
  })

  test('messages get through as long as nobody says otherwise', async () => {
    for (const node of open().nodes) await node.ping()
  })
}
