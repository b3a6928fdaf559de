/** The last calls of each person, as the webhook told of them. YOUR DATABASE GOES HERE: this forgets when it stops. */

import type { PostedEvent } from './webhook.ts'

export interface RecentCall {
  roomId: string
  sn: string
  /** Milliseconds since 1970. */
  at: number
  /** `ringing`, `talking`, `ended` … */
  state: string
  /** Why it ended: `hung_up`, `timeout`, `rejected` … */
  end: string | null
  answered: boolean
}

export interface RecentCalls {
  hear(event: PostedEvent): void
  of(openid: string): RecentCall[]
}

const KEPT = 100

export function recentCalls(): RecentCalls {
  const calls = new Map<string, RecentCall & { openid: string; version: number }>()
  return {
    hear(event) {
      if (event.type !== 'call.changed') return
      const { call } = event.data
      // An event may come twice, or after a later one: each carries the whole call, and the newest version counts.
      if ((calls.get(call.room_id)?.version ?? 0) >= call.version) return
      calls.set(call.room_id, {
        roomId: call.room_id,
        openid: call.openid,
        version: call.version,
        sn: call.sn,
        at: call.created_at,
        state: call.state,
        end: call.end?.reason ?? null,
        answered: call.accepted_at !== null,
      })
      const [oldest] = calls.keys()
      if (calls.size > KEPT && oldest !== undefined) calls.delete(oldest)
    },
    of: (openid) =>
      [...calls.values()]
        .filter((call) => call.openid === openid)
        .sort((a, b) => b.at - a.at)
        .slice(0, 5)
        .map(({ openid: _, version: __, ...call }) => call),
  }
}
