import { useText } from '../text/use-text.ts'
import { CopyButton } from './copy-button.tsx'

/** A secret that the server shows this once. */
export function ShownOnce({ label, value }: { label: string; value: string }) {
  const text = useText()
  return (
    <div className="grid gap-2 rounded-lg bg-warn-soft p-3">
      <p className="font-medium text-warn">{text.states.shownOnce}</p>
      <p>{label}</p>
      <div className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 basis-48" data-secret>
          {value}
        </code>
        <CopyButton value={value} />
      </div>
    </div>
  )
}
