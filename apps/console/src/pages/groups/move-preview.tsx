import type { DeviceRef } from '@callgrant/protocol'
import { useQuery } from '@tanstack/react-query'
import { useConsole } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { readMove } from './read-move.ts'

/** So many people are named; of the others, how many there are. */
const NAMED = 50

/** What a move would change, and for whom. */
export function MovePreview({ devices, to }: { devices: readonly DeviceRef[]; to: string | null }) {
  const text = useText()
  const { backend, appid } = useConsole()
  const { data, error, refetch } = useQuery({
    queryKey: [appid, 'move', devices, to],
    queryFn: () => readMove(backend, devices, to),
  })
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton rows={3} />
  const { changes, complete } = data
  return (
    <section aria-label={text.move.changes} className="grid gap-2 rounded-lg bg-sunk p-3">
      <p className="font-medium">{changes.length === 0 ? text.move.nothing : text.move.changes}</p>
      <ul className="grid gap-1.5">
        {changes.slice(0, NAMED).map(({ openid, sn, model_id, after }) => (
          <li key={`${openid} ${model_id} ${sn}`} className="flex flex-wrap items-center gap-2">
            <Badge tone={after ? 'good' : 'bad'}>{after ? text.why.may : text.why.mayNot}</Badge>
            <span className="[overflow-wrap:anywhere]">
              {after ? text.move.gains(sn, openid) : text.move.loses(sn, openid)}
            </span>
          </li>
        ))}
      </ul>
      {changes.length > NAMED && <p>{text.move.more(changes.length - NAMED)}</p>}
      {!complete && <p className="text-warn">{text.move.incomplete}</p>}
    </section>
  )
}
