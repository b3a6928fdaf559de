import { useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { Select } from '../../ui/select.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'

const HOURS = [0, 1, 24, 168] as const

/** A new secret; both are signed with for a while, so that nothing is refused meanwhile. */
export function RotateSecretDialog({ webhookId, onClose }: { webhookId: string; onClose: () => void }) {
  const text = useText()
  const { backend } = useConsole()
  const [hours, setHours] = useState('24')
  const rotate = useAct(() =>
    backend.webhooks.rotateSecret(webhookId, { overlap_seconds: Number(hours) * 3_600 }),
  )
  if (rotate.data) {
    return (
      <Dialog title={text.webhooks.rotate} onClose={onClose}>
        <ShownOnce label={text.webhooks.secretAbout} value={rotate.data.secret} />
        <Button onClick={onClose}>{text.acts.close}</Button>
      </Dialog>
    )
  }
  return (
    <DialogForm
      title={text.webhooks.rotate}
      act={text.webhooks.rotate}
      busy={rotate.isPending}
      error={rotate.error}
      onSubmit={() => rotate.mutate(undefined)}
      onClose={onClose}
    >
      <Select
        label={text.webhooks.overlap}
        value={hours}
        options={HOURS.map((each) => [String(each), text.webhooks.overlapHours(each)] as const)}
        onChange={setHours}
      />
    </DialogForm>
  )
}
