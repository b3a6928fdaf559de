import type { ListedCall } from '@callgrant/protocol'
import { useQuery } from '@tanstack/react-query'
import { useConsole } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { Card } from '../../ui/card.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { callSteps } from './call-steps.ts'

/** The steps of a call, each with who took it and how long after the one before. */
export function CallTimeline({ call }: { call: ListedCall }) {
  const text = useText()
  const { backend, appid } = useConsole()
  const { room_id, version, quality } = call
  const { data, error, refetch } = useQuery({
    // Read again at each change of the call.
    queryKey: [appid, 'call-events', room_id, version, quality],
    queryFn: () => backend.calls.events(room_id),
    placeholderData: (before) => before,
  })
  return (
    <Card title={text.call.timeline}>
      <ErrorNote error={error} retry={() => void refetch()} />
      {!data && !error && <Skeleton />}
      {data && (
        <ol className="grid gap-2">
          {callSteps(call, data).map(({ name, at, side, afterMs }) => (
            <li key={`${name} ${at} ${side}`} className="grid gap-0.5 border-l-2 border-line pl-3">
              <span className="font-medium">
                {text.call.steps[name]}
                {side && <span className="text-quiet"> · {text.quality.sides[side]}</span>}
              </span>
              <span className="text-xs text-quiet">
                <Time at={at} />
                {afterMs !== null && <> · +{text.call.after(afterMs)}</>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}
