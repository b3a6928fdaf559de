import type { CreateWebhook, Webhook } from '@callgrant/protocol'
import { useState } from 'react'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { Field } from '../../ui/field.tsx'
import { TypesField } from './types-field.tsx'

/** Which types are sent; and for an owner, where to. The secret stays. */
export function ChangeWebhookDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const text = useText()
  const { backend } = useConsole()
  const owner = useMay('owner')
  const [url, setUrl] = useState(webhook.url)
  const [types, setTypes] = useState((webhook.types as CreateWebhook['types']) ?? null)
  const changes = { types, ...(url !== webhook.url && { url }) }
  const change = useAct(() => backend.webhooks.update(webhook.webhook_id, changes), onClose)
  return (
    <DialogForm
      title={text.webhooks.change}
      act={text.acts.save}
      busy={change.isPending}
      error={change.error}
      onSubmit={() => change.mutate(undefined)}
      onClose={onClose}
    >
      {owner && (
        <Field
          label={text.webhooks.url}
          hint={text.webhooks.urlHint}
          type="url"
          required
          value={url}
          onChange={(event) => setUrl(event.target.value.trim())}
        />
      )}
      <TypesField value={types} onChange={setTypes} />
    </DialogForm>
  )
}
