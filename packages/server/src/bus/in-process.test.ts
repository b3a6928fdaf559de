import { describe, expect, test, vi } from 'vitest'
import { busContract } from '../../test/bus-contract.ts'
import { inProcessBus } from './in-process.ts'
import { NewestByRoom } from './newest-by-room.ts'

describe('the bus of one process', () => {
  const log = { error: vi.fn() }
  const bus = inProcessBus(log)
  busContract(() => ({ nodes: [bus, bus], log }))
})

describe('the newest of each room', () => {
  test('takes what is newer, and nothing that comes too late', () => {
    const newest = new NewestByRoom<{ room_id: string; version: number }>(2)
    const take = (room_id: string, version: number) => newest.take({ room_id, version })
    expect([take('a', 2), take('a', 1), take('a', 2), take('b', 1), take('a', 4)]).toEqual([
      true,
      false,
      false,
      true,
      true,
    ])
    expect(newest.get('a')).toEqual({ room_id: 'a', version: 4 })
  })

  test('forgets the room that changed least recently when there are too many', () => {
    const newest = new NewestByRoom<{ room_id: string; version: number }>(2)
    for (const [room_id, version] of [
      ['a', 1],
      ['b', 1],
      ['a', 2],
      ['c', 1],
    ] as const) {
      newest.take({ room_id, version })
    }
    expect(['a', 'b', 'c'].map((room) => newest.get(room)?.version)).toEqual([2, undefined, 1])
  })
})
