import { useQuery } from '@tanstack/react-query'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Json } from '../../ui/json.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { DeliveryStateBadge } from './delivery-state-badge.tsx'

interface DeliveryDialogProps {
  webhookId: string
  deliveryId: string
  onClose(): void
}

/** One delivery with what was posted and what was answered, and once more. */
export function DeliveryDialog({ webhookId, deliveryId, onClose }: DeliveryDialogProps) {
  const text = useText()
  const { backend, appid } = useConsole()
  const mayReplay = useMay('operator')
  const { data, error, refetch } = useQuery({
    queryKey: [appid, 'delivery', webhookId, deliveryId],
    queryFn: () => backend.webhooks.delivery(webhookId, deliveryId),
    refetchInterval: 3_000,
  })
  const replay = useAct(() => backend.webhooks.replay(webhookId, { deliveries: [deliveryId] }))
  return (
    <Dialog title={data?.type ?? text.deliveries.one} onClose={onClose}>
      <ErrorNote error={error ?? replay.error} retry={() => void refetch()} />
      {!data && !error && <Skeleton />}
      {data && (
        <>
          <Facts
            rows={[
              [text.words.state, <DeliveryStateBadge key="state" state={data.state} />],
              [text.webhooks.url, data.url],
              [text.deliveries.attempts, data.attempts],
              [text.deliveries.attemptedAt, <Time key="attempted" at={data.attempted_at} />],
              [text.deliveries.nextAt, <Time key="next" at={data.next_at} />],
              [text.deliveries.answer, data.status],
              [text.deliveries.took, data.duration_ms === null ? null : `${data.duration_ms} ms`],
              [text.deliveries.error, data.error],
            ]}
          />
          <Json label={text.deliveries.request} value={data.request} />
          {data.answer !== null && <Json label={text.deliveries.answerBody} value={data.answer} />}
          {mayReplay && (
            <Button busy={replay.isPending} onClick={() => replay.mutate(undefined)}>
              {text.webhooks.replayAct}
            </Button>
          )}
        </>
      )}
    </Dialog>
  )
}
