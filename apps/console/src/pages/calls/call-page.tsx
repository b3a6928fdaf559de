import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useConsole } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { DeviceLink, PersonLink } from '../../ui/app-link.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { CallQualityCard } from './call-quality-card.tsx'
import { CallStateBadge } from './call-state-badge.tsx'
import { CallTimeline } from './call-timeline.tsx'
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
                ...(data.end?.message ? [[text.call.message, data.end.message] as [string, string]] : []),
              ]}
            />
          </Card>
          <CallTimeline call={data} />
          <CallQualityCard quality={data.quality} />
        </>
      )}
    </Page>
  )
}
