import { CallgrantError } from '@callgrant/protocol/errors'
import { useText } from '../text/use-text.ts'
import { Button } from './button.tsx'

/** What a page is about is not there, or not any more: to ask again is no use. */
const GONE: ReadonlySet<string> = new Set([
  'device_unknown',
  'group_unknown',
  'openid_unknown',
  'room_unknown',
  'webhook_unknown',
  'delivery_unknown',
])

/** What went wrong, in the server's words, and a way to try again. */
export function ErrorNote({ error, retry }: { error: Error | null; retry?: () => void }) {
  const text = useText()
  if (!error) return null
  const known = error instanceof CallgrantError
  const gone = retry !== undefined && known && GONE.has(error.code)
  const words = gone
    ? text.states.gone
    : known && error.code === 'network'
      ? text.states.unreachable
      : // Which decision a ring was refused by, in a sentence.
        (known && error.decision?.explanation) || error.message
  const faults = known ? error.faults : undefined
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center justify-between gap-3 rounded-lg bg-bad-soft p-3 text-bad"
    >
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p>{words}</p>
        {faults?.map(({ parameter, message }) => (
          <p key={parameter}>
            <code>{parameter}</code> {message}
          </p>
        ))}
      </div>
      {retry && !gone && <Button onClick={retry}>{text.states.retry}</Button>}
    </div>
  )
}
