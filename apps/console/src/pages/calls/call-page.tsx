import type { ListedCall } from '@callgrant/protocol'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import type { Texts } from '../../text/en.ts'
import { useText } from '../../text/use-text.ts'
import { DeviceLink, PersonLink } from '../../ui/app-link.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { CallQualityCard } from './call-quality-card.tsx'
import { CallStateBadge } from './call-state-badge.tsx'
import { CallTimeline } from './call-timeline.tsx'
import { RingCard } from './ring-card.tsx'
import { talkSeconds } from './talk-seconds.ts'

/** One call: who, how it went on both sides, and how good it was. */
export function CallPage() {
  const text = useText()
  const { backend, appid } = useConsole()
  const { roomId } = useParams({ from: '/$appid/calls/$roomId' })
  const { data, error, refetch } = useQuery({
    queryKey: [appid, 'call', roomId],
    queryFn: () => backend.calls.get(roomId),
    refetchInterval: ({ state }) => (state.data?.state === 'ended' ? 30_000 : 1_500),
  })
  const seconds = data ? talkSeconds(data) : null
  return (
    <Page title={text.call.title} name={`${text.call.title} ${roomId}`} about={<code>{roomId}</code>}>
      <ErrorNote error={error} retry={() => void refetch()} />
      {!data && !error && <Skeleton />}
      {data && (
        <>
          <Card title={text.call.about}>
            <Facts
              rows={[
                [text.calls.state, <CallStateBadge key="state" call={data} />],
                [text.words.device, <DeviceLink key="device" model_id={data.model_id} sn={data.sn} />],
                [text.words.openid, <PersonLink key="person" openid={data.openid} />],
                [text.call.caller, text.call.sides[data.caller.kind]],
                [text.calls.kind, text.calls.roomTypes[data.room_type]],
                [text.calls.talked, seconds === null ? null : text.calls.seconds(seconds)],
                ...outcomeOf(data, text),
              ]}
            />
          </Card>
          {data.ring_id !== undefined && <RingCard ringId={data.ring_id} roomId={roomId} />}
          <CallTimeline call={data} />
          <CallQualityCard quality={data.quality} />
        </>
      )}
    </Page>
  )
}

/** What only some calls have: that they were missed, who answered instead, why they were ended. */
function outcomeOf({ missed, read_at, end }: ListedCall, text: Texts): [string, ReactNode][] {
  const rows: [string, ReactNode][] = []
  if (missed) {
    const read = read_at === null ? text.call.unread : <Time key="read" at={read_at} />
    rows.push([text.calls.missed, text.states.yes], [text.call.readAt, read])
  }
  if (end?.answered_by) rows.push([text.household.answeredBy, end.answered_by.name])
  if (end?.message) rows.push([text.call.message, end.message])
  return rows
}
