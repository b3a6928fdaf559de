import type { RungPerson } from '@callgrant/protocol'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useConsole } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { CallLink, PersonLink } from '../../ui/app-link.tsx'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'

const TONE: Record<RungPerson['outcome'], Tone> = {
  waiting: 'quiet',
  ringing: 'info',
  answered: 'good',
  another_answered: 'quiet',
  rejected: 'warn',
  timeout: 'warn',
  busy: 'warn',
  cancelled: 'warn',
  aborted: 'bad',
  refused: 'bad',
  not_rung: 'quiet',
}

/** Whom else the device rang by the same ring, in its order, with what became of each (H4). */
export function RingCard({ ringId, roomId }: { ringId: string; roomId: string }) {
  const text = useText()
  const { backend, appid } = useConsole()
  const { data, error, refetch } = useQuery({
    queryKey: [appid, 'ring', ringId],
    queryFn: () => backend.calls.ring(ringId),
    refetchInterval: ({ state }) => (state.data?.state === 'ended' ? 30_000 : 1_500),
  })
  return (
    <Card title={text.household.title} about={data && text.household.plans[data.plan]}>
      <ErrorNote error={error} retry={() => void refetch()} />
      {!data && !error && <Skeleton rows={3} />}
      {data && (
        <ol className="divide-y divide-line" aria-label={text.household.title}>
          {data.people.map((person) => (
            <li key={person.openid} className="grid gap-1 py-1.5">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <Badge tone={TONE[person.outcome]}>{text.household.outcomes[person.outcome]}</Badge>
                <PersonLink openid={person.openid} />
                {person.name !== null && <span className="text-quiet">{person.name}</span>}
                {person.room_id === roomId && <span className="text-quiet">{text.household.thisCall}</span>}
                {person.room_id !== null && person.room_id !== roomId && (
                  <CallLink roomId={person.room_id}>{text.household.itsCall(person.openid)}</CallLink>
                )}
              </div>
              {person.refusal && (
                <p className="flex flex-wrap items-center gap-x-3 text-quiet">
                  {/* Of want of consent the answer to “Why?” says more. */}
                  {person.refusal.code !== 'not_authorized' && person.refusal.message}
                  <Link
                    to="/$appid/people/$openid"
                    params={{ appid, openid: person.openid }}
                    search={{ model_id: data.model_id, sn: data.sn }}
                    className="row-link"
                  >
                    {text.household.why}
                    <span className="sr-only"> {person.openid}</span>
                  </Link>
                </p>
              )}
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}
