/** What both doors do, the one in Node and the one in a browser: be installed, and ring. */

import type { Device, Ring } from '@callgrant/sdk/device'
import type { Resident } from '../backend/doors.ts'
import { CALL_KIND } from '../shared.ts'

export interface Config {
  server: string
  appid: string
  modelId: string
}

export interface Installed {
  /** Registers the door's key. Good for 5 minutes. */
  snTicket: string
  /** Whom the door may try to ring. */
  residents: Resident[]
  name: string
  nameZh: string
}

/** @param backEnd empty in a page, which is of the same origin */
export const getConfig = (backEnd: string): Promise<Config> => ask(`${backEnd}/api/config`)

/**
 * Asks the back end for a ticket.
 * @param code what the door was given when it was installed
 * @param replace true: it takes the place of another door with this serial number
 */
export const install = (backEnd: string, sn: string, code: string, replace: boolean): Promise<Installed> =>
  ask(`${backEnd}/api/install/${sn}${replace ? '?replace=1' : ''}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${code}` },
  })

/** Rings all who live here at once; the first to answer has it. The server refuses those who have not allowed this door. */
export const ring = (door: Device, residents: readonly Resident[]): Promise<Ring> =>
  door.ring({
    people: residents.map(({ id, name }) => ({ openid: id, name })),
    plan: 'together',
    roomType: CALL_KIND,
  })

/** What became of each, in words: `Alice: rejected, Bob: timeout`. */
export const outcomes = ({ people }: Ring): string =>
  people.map(({ openid, name, outcome }) => `${name ?? openid}: ${outcome}`).join(', ')

/** Nobody at home has allowed this door. */
export const nobodyAllowed = ({ people }: Ring): boolean =>
  people.every(({ outcome }) => outcome === 'refused')

async function ask<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init)
  const answer = (await response.json()) as T & { message?: string }
  if (!response.ok) throw new Error(answer.message ?? `${url} answered ${response.status}`)
  return answer
}
