/** (e) Every event once and in order, none for what did not happen. Pure. */

import type { History } from './history.ts'

export interface StoredEvent {
  id: string
  number: number | null
  type: string
  /** Of an event about a call. */
  call: { room_id: string; version: number; state: string } | null
}

/**
 * @param stored the app's events as they are kept, by their numbers
 * @param readers what each of the app's readers was sent, from the beginning
 * @param records ids of the record of consent
 * @param calls of all calls, with how they are now
 * @returns what is wrong, a line each
 */
export function checkEvents(
  stored: readonly StoredEvent[],
  readers: readonly (readonly { id: string }[])[],
  records: readonly string[],
  calls: readonly { roomId: string; state: string }[],
  told: History['told'],
): string[] {
  return [
    ...checkNumbers(stored),
    ...readers.flatMap((read, n) => checkReader(read, stored, `reader ${n + 1}`)),
    ...checkRecords(stored, records),
    ...checkCalls(stored, calls, told),
  ]
}

function checkNumbers(stored: readonly StoredEvent[]): string[] {
  return stored.flatMap(({ id, number }, index) =>
    number === index + 1 ? [] : [`event ${id} has number ${number}, and stands at ${index + 1}`],
  )
}

function checkReader(read: readonly { id: string }[], stored: readonly StoredEvent[], who: string): string[] {
  const wrong: string[] = []
  const seen = new Set<string>()
  const place = new Map(stored.map(({ id }, index) => [id, index]))
  let before = -1
  for (const { id } of read) {
    const now = place.get(id)
    if (seen.has(id)) wrong.push(`${who} was sent ${id} twice`)
    else if (now === undefined) wrong.push(`${who} was sent ${id}, which is not kept`)
    else if (now < before) wrong.push(`${who} was sent ${id} out of order`)
    seen.add(id)
    before = now ?? before
  }
  for (const { id } of stored) if (!seen.has(id)) wrong.push(`${who} was not sent ${id}`)
  return wrong
}

/** One for each entry of the record, and for nothing else. */
function checkRecords(stored: readonly StoredEvent[], records: readonly string[]): string[] {
  const told = stored.filter(({ type }) => type.startsWith('authorization.')).map(({ id }) => id)
  const expected = records.map((id) => `evt_${id}`)
  return [
    ...differing(expected, told).map((id) => `there is no event of the record ${id}`),
    ...differing(told, expected).map((id) => `event ${id} tells of what is not recorded`),
  ]
}

/** One for each state that anybody was told, in the order of the versions; the last is how the call is now. */
function checkCalls(
  stored: readonly StoredEvent[],
  calls: readonly { roomId: string; state: string }[],
  told: History['told'],
): string[] {
  const wrong: string[] = []
  const changes = Map.groupBy(
    stored.flatMap(({ type, call }) => (type === 'call.changed' && call ? [call] : [])),
    ({ room_id }) => room_id,
  )
  const states = Map.groupBy(told, ({ roomId }) => roomId)
  for (const { roomId, state } of calls) {
    const events = changes.get(roomId) ?? []
    changes.delete(roomId)
    for (const [index, event] of events.entries()) {
      const before = events[index - 1]
      if (before && before.version >= event.version) {
        wrong.push(`${roomId}: version ${event.version} was told after version ${before.version}`)
      }
    }
    const missing = new Set([state, ...(states.get(roomId) ?? []).map((one) => one.state)])
    for (const event of events) missing.delete(event.state)
    for (const one of missing) wrong.push(`${roomId}: there is no event that it was ${one}`)
    if (events.at(-1)?.state !== state) wrong.push(`${roomId}: ${state} was not told last`)
  }
  for (const roomId of changes.keys()) wrong.push(`there are events of ${roomId}, which there is not`)
  return wrong
}

/** Those of the first that are not in the second. */
function differing(first: readonly string[], second: readonly string[]): string[] {
  const there = new Set(second)
  return first.filter((one) => !there.has(one))
}
