import type { CreateWebhook } from '@callgrant/protocol'
import { useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { Field } from '../../ui/field.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { TypesField } from './types-field.tsx'

/** A new endpoint; its secret is shown this once. */
export function AddWebhookDialog({ onClose }: { onClose: () => void }) {
  const text = useText()
  const { backend } = useConsole()
  const [url, setUrl] = useState('')
  const [types, setTypes] = useState<CreateWebhook['types']>(null)
  const add = useAct(() => backend.webhooks.create({ url, types }))
  if (add.data) {
    return (
      <Dialog title={text.webhooks.added} onClose={onClose}>
        <ShownOnce label={text.webhooks.secretAbout} value={add.data.secret} />
        <Button onClick={onClose}>{text.acts.close}</Button>
      </Dialog>
    )
  }
  return (
    <DialogForm
      title={text.webhooks.add}
      act={text.webhooks.add}
      busy={add.isPending}
      disabled={url === ''}
      error={add.error}
      onSubmit={() => add.mutate(undefined)}
      onClose={onClose}
    >
      <Field
        label={text.webhooks.url}
        hint={text.webhooks.urlHint}
        type="url"
        value={url}
        onChange={(event) => setUrl(event.target.value.trim())}
      />
      <TypesField value={types ?? null} onChange={setTypes} />
    </DialogForm>
  )
}
