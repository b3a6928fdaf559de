import type { Call } from '@callgrant/protocol'

/** How long both talked, in whole seconds; null: they did not, or do still. */
export function talkSeconds({ started_at, ended_at }: Pick<Call, 'started_at' | 'ended_at'>): number | null {
  return started_at === null || ended_at === null ? null : Math.round((ended_at - started_at) / 1000)
}
