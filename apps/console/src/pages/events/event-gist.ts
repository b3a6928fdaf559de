import type { BackendEvent } from '@callgrant/sdk/backend'

/** Whom and what an event is about, by the ids that it has. */
export function eventGist({ data }: BackendEvent): string {
  const within = data as Record<string, unknown> & { call?: Record<string, unknown> }
  const { openid, sn, group_id, state } = { ...within, ...within.call }
  return [openid, sn, group_id, state].filter((each) => typeof each === 'string').join(' · ')
}
