import type { App } from '@callgrant/protocol'
import { useState } from 'react'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Facts } from '../../ui/facts.tsx'
import { PushDialog } from './push-dialog.tsx'

/** Where calls are asked about; owners set it, and whoever may act tries it. */
export function MessagePushCard({ app: { message_push } }: { app: App }) {
  const text = useText()
  const { backend } = useConsole()
  const owner = useMay('owner')
  const mayTest = useMay('operator')
  const [open, setOpen] = useState<'edit' | 'remove' | null>(null)
  const test = useAct(() => backend.app.testMessagePush())
  const remove = useAct(
    () => backend.app.update({ message_push: null }),
    () => setOpen(null),
  )
  const edit = () => {
    test.reset()
    setOpen('edit')
  }
  return (
    <Card
      title={text.push.title}
      about={text.push.about}
      actions={
        owner && (
          <>
            <Button onClick={edit}>{message_push ? text.push.change : text.push.setUp}</Button>
            {message_push && <Button onClick={() => setOpen('remove')}>{text.acts.remove}</Button>}
          </>
        )
      }
    >
      {message_push ? (
        <>
          <Facts
            rows={[
              [text.push.url, <code key="url">{message_push.url}</code>],
              [text.push.format, message_push.format.toUpperCase()],
              [text.push.calls, text.push.callsOptions[message_push.calls]],
            ]}
          />
          {mayTest && (
            <div className="flex flex-wrap items-center gap-3">
              <Button busy={test.isPending} onClick={() => test.mutate(undefined)}>
                {text.push.test}
              </Button>
              <span role="status">{test.data && text.push.answered(test.data.answered_ms)}</span>
            </div>
          )}
          <ErrorNote error={test.error} />
        </>
      ) : (
        <Empty>{text.push.none}</Empty>
      )}
      {open === 'edit' && <PushDialog push={message_push} onClose={() => setOpen(null)} />}
      {open === 'remove' && (
        <DialogForm
          title={text.push.remove}
          act={text.acts.remove}
          danger
          busy={remove.isPending}
          error={remove.error}
          onSubmit={() => remove.mutate(undefined)}
          onClose={() => setOpen(null)}
        >
          <p>{text.push.removeAbout}</p>
        </DialogForm>
      )}
    </Card>
  )
}
