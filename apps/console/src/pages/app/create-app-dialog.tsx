import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { consoleOperator } from '../../api/clients.ts'
import { sessionQuery } from '../../api/session.ts'
import { useSession } from '../../app/session-context.tsx'
import { usePreferences } from '../../preferences/preferences-provider.tsx'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { Field } from '../../ui/field.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'

/** Makes an app, and shows its secret this once. */
export function CreateAppDialog({ onClose }: { onClose: () => void }) {
  const text = useText()
  const { csrf } = useSession()
  const { language } = usePreferences()
  const client = useQueryClient()
  const navigate = useNavigate()
  const operator = useMemo(() => consoleOperator(csrf, language), [csrf, language])
  const [name, setName] = useState('')
  const create = useMutation({ mutationFn: () => operator.apps.create({ name: name.trim() }) })
  const open = async (appid: string) => {
    await client.refetchQueries({ queryKey: sessionQuery.queryKey })
    onClose()
    await navigate({ to: '/$appid/overview', params: { appid } })
  }
  const made = create.data
  if (made) {
    return (
      <Dialog title={made.name} onClose={() => void open(made.appid)}>
        <ShownOnce label={text.app.secretOf(made.appid)} value={made.secret} />
        <Button look="primary" onClick={() => void open(made.appid)}>
          {text.app.open}
        </Button>
      </Dialog>
    )
  }
  return (
    <DialogForm
      title={text.app.create}
      act={text.app.create}
      busy={create.isPending}
      disabled={name.trim() === ''}
      error={create.error}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <Field
        label={text.app.name}
        hint={text.app.nameHint}
        required
        maxLength={64}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
    </DialogForm>
  )
}
