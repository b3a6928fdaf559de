/** Describes an event in one line, beside the event's name. */

import type { Call } from '@callgrant/protocol'
import type { Ids } from './ids.ts'
import type { IndexTexts } from './index-texts.ts'
import type { TryEvent } from './try-api.ts'

export interface EventLine {
  key: string
  at: number
  text: string
  /** The event as the back end gets it: `call.changed (talking)`. */
  name: string
}

/**
 * @param second of whom it is said whose event it is
 * @returns null for an event that the page does not show
 */
export function eventLineOf(event: TryEvent, t: IndexTexts, second: string): EventLine | null {
  const who = personOf(event) === second ? `${t.panels.second.tab}: ` : ''
  const line = (text: string, name: string = event.type): EventLine => ({
    key: event.id,
    at: event.at,
    text: who + text,
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
  if (call.end)
    return `${t.call.ended}: ${call.end.answered_by ? t.answeredByAnother : t.end[call.end.reason]}`
  if (call.state === 'created' && call.caller.kind === 'person') return t.callByPerson
  return t.call[call.state]
}

/** True when the event is about these people or this device: several tries may share a server. */
export function isAbout(event: TryEvent, { openid, second, sn }: Omit<Ids, 'name'>): boolean {
  const who = personOf(event)
  if (who !== undefined) return who === openid || who === second
  return (event.data as { sn?: string }).sn === sn
}

/** Whose event it is; undefined: of a device alone. */
export function personOf(event: TryEvent): string | undefined {
  const data = event.data as { openid?: string; call?: { openid: string } }
  return (data.call ?? data).openid
}
