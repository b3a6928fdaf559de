import type { ErrorComponentProps } from '@tanstack/react-router'
import { ErrorNote } from '../ui/error-note.tsx'

/** A page broke while it was drawn. */
export function FailedPage({ error, reset }: ErrorComponentProps) {
  return (
    <div className="p-6">
      <ErrorNote error={error instanceof Error ? error : new Error(String(error))} retry={reset} />
    </div>
  )
}
