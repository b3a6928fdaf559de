/** The try door of a server that was started with `--dev`: it plays the maker's back end for these pages. */

import type {
  Authorization,
  Call,
  Check,
  ConsentRecord,
  GroupInfo,
  Session,
  Ticket,
} from '@callgrant/protocol'
import { CallgrantError, type WireError } from '@callgrant/protocol/errors'

/** The demo app that the server made for itself. */
export interface TryConfig {
  appid: string
  /** Who asks, in the dialog. */
  app_name: string
  model_id: string
  /** Device-type name, `door phone`. */
  model_type: string
  /** Where a phone on the same network finds these pages; empty unless the server was started with `--lan`. */
  lan_urls: string[]
}

/** What the server knows of one person and one door. */
export interface TryState {
  /** Every row of the person. */
  authorizations: Authorization[]
  /** Consent records of the person, newest first. */
  records: ConsentRecord[]
  /** May this door ring this person, and which row decided. */
  check: Check
  /** The group that the door is in. */
  group: GroupInfo | null
  /** The person's last calls, newest first. */
  calls: Call[]
}

/** Something that has just happened, as the app's back end hears it. */
export type TryEvent = { id: string; at: number } & (
  | { type: 'call.changed'; data: { call: Call } }
  | { type: string; data: unknown }
)

/** @throws CallgrantError what the server refused with, or `network` */
async function request<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  let response: Response
  try {
    response = await fetch(new URL(`/try/${path}`, location.origin), {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
  } catch (cause) {
    throw new CallgrantError('network', { cause })
  }
  const answer: unknown = await response.json()
  if (response.ok) return answer as T
  const { code, message } = (answer as { error: WireError }).error
  throw new CallgrantError(code, { message })
}

export const tryConfig = () => request<TryConfig>('GET', 'config')
/** A person's session, as the app's back end would mint it after its own sign-in. */
export const trySession = (openid: string) => request<Session>('POST', 'session', { openid })
export const tryTicket = (model_id: string, sn: string) => request<Ticket>('POST', 'ticket', { model_id, sn })
/** Lets the device register with another key. */
export const tryResetDevice = (sn: string) => request<unknown>('POST', 'reset-device', { sn })
/** Makes a group of these doors. */
export const tryGroup = (group_name: string, sns: string[]) =>
  request<GroupInfo>('POST', 'group', { group_name, sns })
export const tryState = (openid: string, sn: string) =>
  request<TryState>('GET', `state?${new URLSearchParams({ openid, sn })}`)

const TYPES = [
  'authorization.asked',
  'authorization.authorized',
  'authorization.refused',
  'authorization.switched_on',
  'authorization.switched_off',
  'authorization.cleared',
  'device.registered',
  'device.reset',
  'call.changed',
  'call.listener_offline',
]

/**
 * Hears what happens at the server, live. Reconnects by itself.
 * @param onOpen called at the start and after each reconnect: what happened between was not heard
 * @param onLost called when the server is out of reach
 * @returns the off function
 */
export function tryEvents(
  onEvent: (event: TryEvent) => void,
  onOpen: () => void,
  onLost: () => void,
): () => void {
  const source = new EventSource('/try/events')
  source.onopen = onOpen
  source.onerror = onLost
  for (const type of TYPES) {
    source.addEventListener(type, (event) => onEvent(JSON.parse(event.data)))
  }
  return () => source.close()
}
