/** Requests to the `/try` routes of a server started with `--dev`, which stand in for the app's back end. */

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

/** The app that the server created for these pages. */
export interface TryConfig {
  appid: string
  /** Name of the app in the dialog. */
  app_name: string
  model_id: string
  /** Device-type name, `door phone`. */
  model_type: string
  model_type_zh: string
  /** Addresses of these pages for a phone on the same network; empty unless the server was started with `--lan`. */
  lan_urls: string[]
}

/** The server's data about one person and one door device. */
export interface TryState {
  /** All authorizations of the person. */
  authorizations: Authorization[]
  /** Consent records of the person, newest first. */
  records: ConsentRecord[]
  /** Whether this device may ring this person, and which authorization decides it. */
  check: Check
  /** The group that the device is in. */
  group: GroupInfo | null
  /** The person's last calls, newest first. */
  calls: Call[]
}

/** An event, as the app's back end gets it. */
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
/** A person's session, as the app's back end would create it after its own sign-in. */
export const trySession = (openid: string) => request<Session>('POST', 'session', { openid })
export const tryTicket = (model_id: string, sn: string) => request<Ticket>('POST', 'ticket', { model_id, sn })
/** Lets the device register with another key. */
export const tryResetDevice = (sn: string) => request<unknown>('POST', 'reset-device', { sn })
/** Creates a group of these devices. */
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
  'authorization.expired',
  'device.registered',
  'device.reset',
  'call.changed',
  'call.listener_offline',
]

/**
 * Subscribes to the server's events. Reconnects automatically.
 * @param onOpen called at the start and after each reconnect; events in between were missed
 * @param onLost called when the server cannot be reached
 * @returns unsubscribes
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
