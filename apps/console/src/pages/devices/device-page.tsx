import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { GroupLink } from '../../ui/app-link.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { CallsCard } from '../calls/calls-card.tsx'
import { TestRingDialog } from '../calls/test-ring-dialog.tsx'
import { MoveDialog } from '../groups/move-dialog.tsx'
import { DevicePeople } from './device-people.tsx'
import { KeyState, OnlineState } from './device-states.tsx'
import { RegisterDialog } from './register-dialog.tsx'
import { ResetDialog } from './reset-dialog.tsx'

type Asked = 'register' | 'reset' | 'move' | 'ring'

/** One device, and what can be done with it. */
export function DevicePage() {
  const text = useText()
  const { backend, appid } = useConsole()
  const mayAct = useMay('operator')
  const { modelId, sn } = useParams({ from: '/$appid/devices/$modelId/$sn' })
  const { calls } = useSearch({ from: '/$appid/devices/$modelId/$sn' })
  const navigate = useNavigate()
  const device = { model_id: modelId, sn }
  const [asked, setAsked] = useState<Asked | null>(null)
  const { data, error, refetch } = useQuery({
    queryKey: [appid, 'device', device],
    queryFn: () => backend.devices.get(device),
    refetchInterval: 15_000,
  })
  const close = () => setAsked(null)
  const act = (name: Asked, look: 'plain' | 'danger' = 'plain') => (
    <Button look={look} onClick={() => setAsked(name)}>
      {text.device[name]}
    </Button>
  )
  return (
    <Page
      title={sn}
      actions={
        data &&
        mayAct && (
          <>
            {act('ring')}
            {act('move')}
            {data.registered_at === null ? act('register') : act('reset', 'danger')}
          </>
        )
      }
    >
      <Card title={text.device.about}>
        <ErrorNote error={error} retry={() => void refetch()} />
        {!data && !error && <Skeleton />}
        {data && (
          <Facts
            rows={[
              [text.words.connection, <OnlineState key="online" online={data.online} />],
              [text.words.lastSeen, <Time key="seen" at={data.last_seen_at} />],
              [text.words.key, <KeyState key="key" registeredAt={data.registered_at} />],
              [text.device.registeredAt, <Time key="since" at={data.registered_at} />],
              [text.words.model, <code key="model">{data.model_id}</code>],
              [
                text.words.group,
                data.group_id ? <GroupLink key="group" groupId={data.group_id} /> : text.device.noGroup,
              ],
            ]}
          />
        )}
      </Card>
      {data && <DevicePeople device={device} />}
      {data && (
        <CallsCard
          of={device}
          empty={text.device.noCalls}
          missed={calls === 'missed'}
          onMissed={(missed) =>
            void navigate({
              to: '/$appid/devices/$modelId/$sn',
              params: { appid, modelId, sn },
              search: missed ? { calls: 'missed' } : {},
              replace: true,
            })
          }
        />
      )}
      {asked === 'register' && <RegisterDialog device={device} onClose={close} />}
      {asked === 'reset' && <ResetDialog device={device} onClose={close} />}
      {asked === 'move' && data && <MoveDialog device={data} onClose={close} />}
      {asked === 'ring' && <TestRingDialog device={device} onClose={close} />}
    </Page>
  )
}
