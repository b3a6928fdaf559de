import type { Webhook } from '@callgrant/protocol'
import { useNavigate } from '@tanstack/react-router'
import { useConsole } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { DialogForm } from '../../ui/dialog-form.tsx'

export function RemoveWebhookDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const text = useText()
  const { backend, appid } = useConsole()
  const navigate = useNavigate()
  const remove = useAct(
    () => backend.webhooks.remove(webhook.webhook_id),
    () => void navigate({ to: '/$appid/webhooks', params: { appid } }),
  )
  return (
    <DialogForm
      title={text.webhooks.removeTitle}
      act={text.acts.remove}
      danger
      busy={remove.isPending}
      error={remove.error}
      onSubmit={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      <p className="[overflow-wrap:anywhere]">{webhook.url}</p>
      <p>{text.webhooks.removeAbout}</p>
    </DialogForm>
  )
}
