/** Describes an event in one line, beside the event's name. */

import type { Call } from '@callgrant/protocol'
import type { IndexTexts } from './index-texts.ts'
import type { TryEvent } from './try-api.ts'

export interface EventLine {
  key: string
  at: number
  text: string
  /** The event as the back end gets it: `call.changed (talking)`. */
  name: string
}

/** @returns null for an event that the page does not show */
export function eventLineOf(event: TryEvent, t: IndexTexts): EventLine | null {
  const line = (text: string, name: string = event.type): EventLine => ({
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
      return line(callText(call, t), `call.changed (${call.state})`)
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

function callText(call: Call, t: IndexTexts): string {
  if (call.end) return `${t.call.ended}: ${t.end[call.end.reason]}`
  if (call.state === 'created' && call.caller.kind === 'person') return t.callByPerson
  return t.call[call.state]
}

/** True when the event is about this person or this device: several tries may share a server. */
export function isAbout(event: TryEvent, openid: string, sn: string): boolean {
  const data = event.data as { openid?: string; sn?: string; call?: { openid: string; sn: string } }
  const { openid: who, sn: what } = data.call ?? data
  return who === undefined ? what === sn : who === openid
}
