import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useConsole } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { Card } from '../../ui/card.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { Deliveries } from './deliveries.tsx'
import { WebhookActions } from './webhook-actions.tsx'
import { WebhookStateBadge } from './webhook-state-badge.tsx'

/** One endpoint, and what was sent to it. */
export function WebhookPage() {
  const text = useText()
  const { backend, appid } = useConsole()
  const { webhookId } = useParams({ from: '/$appid/webhooks/$webhookId' })
  const { data, error, refetch } = useQuery({
    queryKey: [appid, 'webhook', webhookId],
    queryFn: () => backend.webhooks.get(webhookId),
    refetchInterval: 5_000,
  })
  return (
    <Page title={data?.url ?? webhookId} actions={data && <WebhookActions webhook={data} />}>
      <ErrorNote error={error} retry={() => void refetch()} />
      {!data && !error && <Skeleton />}
      {data && (
        <>
          <Card title={text.webhooks.one}>
            <Facts
              rows={[
                [text.words.state, <WebhookStateBadge key="state" webhook={data} />],
                ['webhook_id', <code key="id">{data.webhook_id}</code>],
                [text.webhooks.types, data.types === null ? text.webhooks.allTypes : data.types.join(', ')],
                [text.webhooks.succeeded, <Time key="succeeded" at={data.succeeded_at} />],
                [text.webhooks.retryAt, <Time key="retry" at={data.retry_at} />],
                [text.webhooks.failingSince, <Time key="failing" at={data.failing_since} />],
                [text.webhooks.oldSecretUntil, <Time key="secret" at={data.previous_secret_until} />],
              ]}
            />
          </Card>
          <Deliveries webhookId={webhookId} />
        </>
      )}
    </Page>
  )
}
