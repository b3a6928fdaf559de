/** The calls that a person or a device missed. */

import type { MissedCallPage, UnreadMissedCalls } from '@callgrant/protocol'
import type { Credential } from './credential.ts'
import type { Http } from './http.ts'

export interface MissedCallsPage {
  /** Most of them; 50 when absent, at most 200. */
  limit?: number
  /** `next_cursor` of the page before. */
  cursor?: string
  /** Only those that were not read. */
  unread?: boolean
}

/** @param whose `me` or `device`: the part of the path that says whose they are */
export function missedCalls(whose: 'me' | 'device', http: Http, credential: Credential) {
  const path = `/v1/${whose}/missed-calls`
  const list = ({ limit, cursor, unread }: MissedCallsPage = {}): Promise<MissedCallPage> => {
    const query = Object.entries({ limit, cursor, unread: unread || undefined })
      .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
      .join('&')
    return http.request('GET', query === '' ? path : `${path}?${query}`, undefined, credential)
  }
  return {
    list,
    async read(roomIds?: readonly string[]): Promise<UnreadMissedCalls> {
      // By the newest that there is, and not by this machine's clock.
      const newest = roomIds ? undefined : (await list({ limit: 1 })).items[0]
      if (!roomIds && !newest) return { unread: 0 }
      const body = roomIds ? { room_ids: roomIds } : { until: newest?.ended_at }
      return http.request('POST', `${path}/read`, body, credential)
    },
  }
}
