import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useText } from '../text/use-text.ts'
import { Button } from './button.tsx'

interface DialogProps {
  title: string
  onClose(): void
  children: ReactNode
}

/**
 * A modal dialog: the browser's own, which holds the focus and goes with Escape. Radix's adds a style element to keep the
 * page from scrolling, which the policy of these pages rightly forbids.
 */
export function Dialog({ title, onClose, children }: DialogProps) {
  const text = useText()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      className="max-h-[calc(100dvh-2rem)] w-[min(36rem,calc(100vw-2rem))] overflow-y-auto rounded-xl border border-line bg-surface p-4 shadow-xl md:p-5"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <div className="grid min-w-0 gap-4">
        <header className="flex items-center justify-between gap-3">
          <h2 id={id} className="text-lg font-semibold [overflow-wrap:anywhere]">
            {title}
          </h2>
          <Button look="ghost" aria-label={text.acts.close} onClick={onClose}>
            <X aria-hidden="true" size={18} />
          </Button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
