import { useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { Field } from '../../ui/field.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'

/** Replaces the secret after the appid was typed: the old one is refused at once. */
export function RotateAppSecretDialog({ onClose }: { onClose: () => void }) {
  const text = useText()
  const { operator, appid } = useConsole()
  const [typed, setTyped] = useState('')
  const rotate = useAct(() => operator.apps.rotateSecret(appid))
  if (rotate.data) {
    return (
      <Dialog title={text.app.secret} onClose={onClose}>
        <ShownOnce label={text.app.secretOf(appid)} value={rotate.data.secret} />
        <Button onClick={onClose}>{text.acts.close}</Button>
      </Dialog>
    )
  }
  return (
    <DialogForm
      title={text.app.rotate}
      act={text.app.rotate}
      danger
      busy={rotate.isPending}
      disabled={typed !== appid}
      error={rotate.error}
      onSubmit={() => rotate.mutate(undefined)}
      onClose={onClose}
    >
      <p>{text.app.rotateAbout}</p>
      <Field
        label={text.erase.type(appid)}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </DialogForm>
  )
}
