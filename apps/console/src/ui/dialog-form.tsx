import type { ReactNode } from 'react'
import { useText } from '../text/use-text.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { ErrorNote } from './error-note.tsx'

interface DialogFormProps {
  title: string
  /** On the button that does it. */
  act: string
  danger?: boolean
  busy: boolean
  disabled?: boolean
  error: Error | null
  onSubmit(): void
  onClose(): void
  children: ReactNode
}

/** A dialog with a form: what it needs, the server's refusal, cancel and do. */
export function DialogForm(props: DialogFormProps) {
  const { title, act, danger = false, busy, disabled = false, error, onSubmit, onClose, children } = props
  const text = useText()
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="grid min-w-0 gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          onSubmit()
        }}
      >
        {children}
        <ErrorNote error={error} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{text.acts.cancel}</Button>
          <Button type="submit" look={danger ? 'danger' : 'primary'} busy={busy} disabled={disabled}>
            {act}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
