import type { Webhook } from '@callgrant/protocol'

/** Those that failed before those that are tried again, and these before the others, which stay in their order. */
export function failingFirst(webhooks: readonly Webhook[]): Webhook[] {
  const rank = ({ failing_since, retry_at }: Webhook) =>
    failing_since !== null ? 0 : retry_at !== null ? 1 : 2
  return webhooks.toSorted((a, b) => rank(a) - rank(b))
}
