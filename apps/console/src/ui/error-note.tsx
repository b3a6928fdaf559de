import { CallgrantError } from '@callgrant/protocol/errors'
import { useText } from '../text/use-text.ts'
import { Button } from './button.tsx'

/** What went wrong, in the server's words, and a way to try again. */
export function ErrorNote({ error, retry }: { error: Error | null; retry?: () => void }) {
  const text = useText()
  if (!error) return null
  const known = error instanceof CallgrantError
  const words = known && error.code === 'network' ? text.states.unreachable : error.message
  // Which decision a ring was refused by, in a sentence.
  const why = known ? error.decision?.explanation : undefined
  const faults = known ? error.faults : undefined
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center justify-between gap-3 rounded-lg bg-bad-soft p-3 text-bad"
    >
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p>{words}</p>
        {why && <p>{why}</p>}
        {faults?.map(({ parameter, message }) => (
          <p key={parameter}>
            <code>{parameter}</code> {message}
          </p>
        ))}
      </div>
      {retry && <Button onClick={retry}>{text.states.retry}</Button>}
    </div>
  )
}
