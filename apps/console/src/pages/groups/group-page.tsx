import type { DeviceRef } from '@callgrant/protocol'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { DeviceLink } from '../../ui/app-link.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { AddDevicesDialog } from './add-devices-dialog.tsx'
import { ConfirmMoveDialog } from './confirm-move-dialog.tsx'
import { GroupPeople } from './group-people.tsx'

/** One group: its devices, who decided about it, and the editor. */
export function GroupPage() {
  const text = useText()
  const { backend, appid } = useConsole()
  const mayEdit = useMay('operator')
  const { groupId } = useParams({ from: '/$appid/groups/$groupId' })
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<DeviceRef | null>(null)
  const { data, error, refetch } = useQuery({
    queryKey: [appid, 'group', groupId],
    queryFn: () => backend.groups.get(groupId),
  })
  return (
    <Page
      title={data?.group_name ?? groupId}
      actions={
        data &&
        mayEdit && (
          <Button look="primary" onClick={() => setAdding(true)}>
            {text.groups.add}
          </Button>
        )
      }
    >
      <ErrorNote error={error} retry={() => void refetch()} />
      {!data && !error && <Skeleton />}
      {data && (
        <>
          <Card title={text.groups.one}>
            <Facts
              rows={[
                ['group_id', <code key="id">{data.group_id}</code>],
                [text.words.model, `${data.model_type} (${data.model_id})`],
                [text.nav.devices, `${data.device_count} / ${data.max_device_count}`],
                [text.words.createdAt, <Time key="at" at={data.created_at} />],
              ]}
            />
          </Card>
          <Card title={text.nav.devices}>
            {data.device_list.length === 0 && <Empty>{text.groups.noDevices}</Empty>}
            <ul className="divide-y divide-line">
              {data.device_list.map((device) => (
                <li
                  key={`${device.model_id} ${device.sn}`}
                  className="flex items-center justify-between gap-3 py-1"
                >
                  <span className="flex min-w-0 flex-wrap items-center gap-x-3">
                    <DeviceLink {...device} />
                    <code className="text-quiet">{device.model_id}</code>
                  </span>
                  {mayEdit && (
                    <Button onClick={() => setRemoving(device)}>
                      {text.groups.remove}
                      <span className="sr-only"> {device.sn}</span>
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </Card>
          <GroupPeople groupId={groupId} />
        </>
      )}
      {adding && <AddDevicesDialog groupId={groupId} onClose={() => setAdding(false)} />}
      {removing && (
        <ConfirmMoveDialog devices={[removing]} from={groupId} to={null} onClose={() => setRemoving(null)} />
      )}
    </Page>
  )
}
