import type { Webhook } from '@callgrant/protocol'
import { useState } from 'react'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { ChangeWebhookDialog } from './change-webhook-dialog.tsx'
import { DeliveryDialog } from './delivery-dialog.tsx'
import { RemoveWebhookDialog } from './remove-webhook-dialog.tsx'
import { ReplayDialog } from './replay-dialog.tsx'
import { RotateSecretDialog } from './rotate-secret-dialog.tsx'

type Asked = 'replay' | 'change' | 'secret' | 'remove'

/** What can be done with an endpoint. */
export function WebhookActions({ webhook }: { webhook: Webhook }) {
  const text = useText()
  const { backend } = useConsole()
  const { webhook_id, enabled } = webhook
  const mayAct = useMay('operator')
  const mayOwn = useMay('owner')
  const [asked, setAsked] = useState<Asked | null>(null)
  const test = useAct(() => backend.webhooks.test(webhook_id))
  const turn = useAct(() => backend.webhooks.update(webhook_id, { enabled: !enabled }))
  const close = () => setAsked(null)
  if (!mayAct) return null
  return (
    <>
      <Button busy={test.isPending} onClick={() => test.mutate(undefined)}>
        {text.webhooks.test}
      </Button>
      <Button onClick={() => setAsked('replay')}>{text.webhooks.replay}</Button>
      <Button onClick={() => setAsked('change')}>{text.webhooks.change}</Button>
      <Button busy={turn.isPending} onClick={() => turn.mutate(undefined)}>
        {enabled ? text.webhooks.turnOff : text.webhooks.turnOn}
      </Button>
      {mayOwn && <Button onClick={() => setAsked('secret')}>{text.webhooks.rotate}</Button>}
      <Button look="danger" onClick={() => setAsked('remove')}>
        {text.acts.remove}
      </Button>
      <ErrorNote error={test.error ?? turn.error} />
      {test.data && (
        <DeliveryDialog
          webhookId={webhook_id}
          deliveryId={test.data.delivery_id}
          onClose={() => test.reset()}
        />
      )}
      {asked === 'replay' && <ReplayDialog webhookId={webhook_id} onClose={close} />}
      {asked === 'change' && <ChangeWebhookDialog webhook={webhook} onClose={close} />}
      {asked === 'secret' && <RotateSecretDialog webhookId={webhook_id} onClose={close} />}
      {asked === 'remove' && <RemoveWebhookDialog webhook={webhook} onClose={close} />}
    </>
  )
}
