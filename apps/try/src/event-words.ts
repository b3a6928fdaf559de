/** One line for what has happened, for a newcomer; the event's own name stands beside it. */

import type { Call } from '@callgrant/protocol'
import type { IndexTexts } from './index-texts.ts'
import type { TryEvent } from './try-door.ts'

export interface Line {
  key: string
  at: number
  text: string
  /** The event as the back end gets it: `call.changed (talking)`. */
  name: string
}

/** @returns null for what the page does not tell */
export function lineOf(event: TryEvent, t: IndexTexts): Line | null {
  const line = (text: string, name: string = event.type): Line => ({
    key: event.id,
    at: event.at,
    text,
    name,
  })
  if (event.type.startsWith('authorization.')) {
    const act = event.type.slice('authorization.'.length) as keyof IndexTexts['acts']
    return line(t.acts[act])
  }
  switch (event.type) {
    case 'call.changed': {
      const { call } = event.data as { call: Call }
      return line(callWords(call, t), `call.changed (${call.state})`)
    }
    case 'device.registered':
      return line(t.registered)
    case 'device.reset':
      return line(t.reset)
    case 'call.listener_offline':
      return line(t.listenerOffline)
    default:
      return null
  }
}

function callWords(call: Call, t: IndexTexts): string {
  if (call.end) return `${t.call.ended}: ${t.end[call.end.reason]}`
  if (call.state === 'created' && call.caller.kind === 'person') return t.callByPerson
  return t.call[call.state]
}

/** True when the event is about this person or this door: several tries may share a server. */
export function isAbout(event: TryEvent, openid: string, sn: string): boolean {
  const data = event.data as { openid?: string; sn?: string; call?: { openid: string; sn: string } }
  const { openid: who, sn: what } = data.call ?? data
  return who === undefined ? what === sn : who === openid
}
