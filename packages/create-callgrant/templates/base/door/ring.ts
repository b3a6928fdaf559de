/** What both doors do, the one in Node and the one in a browser: be installed, and ring. */

import type { Device } from '@callgrant/sdk/device'
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
  residents: string[]
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

export type RingResult =
  | { rings: true; whom: string }
  /** `errCode` 9: nobody at home has allowed this door. */
  | { rings: false; errCode: number; errMsg: string }

/** Rings the first of the residents who has allowed this door; the server refuses all others. */
export async function ring(door: Device, residents: readonly string[]): Promise<RingResult> {
  const { sn, modelId: model_id } = door
  const { contact_list } = await door.getIotBindContactList({ sn, model_id, openid_list: [...residents] })
  const whom = contact_list.find(({ status }) => status === 1)?.openid ?? residents[0]
  if (whom === undefined) return { rings: false, errCode: 9, errMsg: 'nobody lives here' }
  const answer = await door.initByCaller({
    businessType: 1,
    roomType: CALL_KIND,
    caller: { id: sn },
    listener: { id: whom },
  })
  if (answer.isSuccess) return { rings: true, whom }
  return { rings: false, errCode: answer.errCode, errMsg: answer.errMsg }
}

async function ask<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init)
  const answer = (await response.json()) as T & { message?: string }
  if (!response.ok) throw new Error(answer.message ?? `${url} answered ${response.status}`)
  return answer
}
