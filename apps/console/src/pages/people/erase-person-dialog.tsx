import { useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Field } from '../../ui/field.tsx'

/** Forgets a person, after their openid was typed. */
export function ErasePersonDialog({ openid, onClose }: { openid: string; onClose: () => void }) {
  const text = useText()
  const { backend } = useConsole()
  const [typed, setTyped] = useState('')
  const erase = useAct(() => backend.people.forget(openid))
  if (erase.data) {
    const { record_id, records, authorizations, calls, events, cleared } = erase.data
    return (
      <Dialog title={text.erase.done} onClose={onClose}>
        <Facts
          rows={[
            [text.erase.record, record_id && <code>{record_id}</code>],
            [text.erase.records, records],
            [text.erase.authorizations, authorizations],
            [text.erase.calls, calls],
            [text.erase.events, events],
          ]}
        />
        {!cleared && <p className="rounded-lg bg-warn-soft p-3 text-warn">{text.erase.notCleared}</p>}
        <Button onClick={onClose}>{text.acts.close}</Button>
      </Dialog>
    )
  }
  return (
    <DialogForm
      title={text.erase.title(openid)}
      act={text.person.erase}
      danger
      busy={erase.isPending}
      disabled={typed !== openid}
      error={erase.error}
      onSubmit={() => erase.mutate(undefined)}
      onClose={onClose}
    >
      <p>{text.erase.about}</p>
      <Field
        label={text.erase.type(openid)}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </DialogForm>
  )
}
