import type { AppEvent, Call, ListedCall, SideName } from '@callgrant/protocol'

export type StepName = Call['state'] | 'offline' | 'missed' | 'missed_quiet' | 'quality'

export interface Step {
  name: StepName
  /** Milliseconds since 1970. */
  at: number
  /** Whose step it was; null: of neither, or both. */
  side: SideName | null
  /** Since the step before; null: it is the first. */
  afterMs: number | null
}

type Taken = Omit<Step, 'afterMs'>

/** Who brings a call into a state; who ends it is said by the call. */
const SIDE: Record<Call['state'], SideName | null> = {
  created: 'caller',
  ringing: 'caller',
  connecting: 'listener',
  talking: null,
  ended: null,
}

/** What both sides did in a call, in its order: from its events, or from the call where these are not kept any more. */
export function callSteps(call: ListedCall, events: readonly AppEvent[]): Step[] {
  const taken = events.length > 0 ? ofEvents(events) : ofCall(call)
  return taken.map((step, index) => {
    const before = taken[index - 1]
    return { ...step, afterMs: before ? step.at - before.at : null }
  })
}

function ofEvents(events: readonly AppEvent[]): Taken[] {
  let state: Call['state'] | null = null
  return events.flatMap(({ type, at, data }): Taken[] => {
    if (type === 'call.listener_offline') return [{ name: 'offline', at, side: 'listener' }]
    if (type === 'call.missed')
      return [{ name: data.quiet ? 'missed_quiet' : 'missed', at, side: 'listener' }]
    if (type === 'call.quality') return [{ name: 'quality', at, side: data.side }]
    // A change within a state, as another client that took it over, is no step.
    if (type !== 'call.changed' || data.call.state === state) return []
    state = data.call.state
    return [{ name: state, at, side: data.call.end?.by ?? SIDE[state] }]
  })
}

function ofCall(call: ListedCall): Taken[] {
  const times: [Call['state'], number | null][] = [
    ['created', call.created_at],
    ['ringing', call.joined_at],
    ['connecting', call.accepted_at],
    ['talking', call.started_at],
    ['ended', call.ended_at],
  ]
  return times.flatMap(([name, at]) =>
    at === null ? [] : [{ name, at, side: (name === 'ended' && call.end?.by) || SIDE[name] }],
  )
}
