import { useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'

/** Sends again all that were given up, or all events since a time. */
export function ReplayDialog({ webhookId, onClose }: { webhookId: string; onClose: () => void }) {
  const text = useText()
  const { backend } = useConsole()
  const [what, setWhat] = useState('failed')
  const [since, setSince] = useState('')
  const replay = useAct(() =>
    backend.webhooks.replay(webhookId, what === 'failed' ? { failed: true } : { since: Date.parse(since) }),
  )
  if (replay.data) {
    return (
      <Dialog title={text.webhooks.replay} onClose={onClose}>
        <p>{text.webhooks.replayed(replay.data.replayed)}</p>
        <Button onClick={onClose}>{text.acts.close}</Button>
      </Dialog>
    )
  }
  return (
    <DialogForm
      title={text.webhooks.replay}
      act={text.webhooks.replayAct}
      busy={replay.isPending}
      disabled={what === 'since' && since === ''}
      error={replay.error}
      onSubmit={() => replay.mutate(undefined)}
      onClose={onClose}
    >
      <Select
        label={text.webhooks.replayWhat}
        value={what}
        options={[
          ['failed', text.webhooks.replayFailed],
          ['since', text.webhooks.replaySince],
        ]}
        onChange={setWhat}
      />
      {what === 'since' && (
        <Field
          label={text.words.since}
          type="datetime-local"
          value={since}
          onChange={(event) => setSince(event.target.value)}
        />
      )}
    </DialogForm>
  )
}
