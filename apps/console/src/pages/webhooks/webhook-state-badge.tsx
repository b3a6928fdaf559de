import type { Webhook } from '@callgrant/protocol'
import { useText } from '../../text/use-text.ts'
import { Badge } from '../../ui/badge.tsx'

export function WebhookStateBadge({ webhook }: { webhook: Webhook }) {
  const { states } = useText().webhooks
  const { enabled, failing_since, retry_at, succeeded_at } = webhook
  if (failing_since !== null) return <Badge tone="bad">{states.failing}</Badge>
  if (!enabled) return <Badge>{states.off}</Badge>
  if (retry_at !== null) return <Badge tone="warn">{states.retrying}</Badge>
  return succeeded_at === null ? <Badge>{states.fresh}</Badge> : <Badge tone="good">{states.good}</Badge>
}
