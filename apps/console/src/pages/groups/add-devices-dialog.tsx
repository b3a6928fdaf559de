import type { DeviceRef } from '@callgrant/protocol'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ConfirmMoveDialog } from './confirm-move-dialog.tsx'

/** At once, as the server takes them. */
const MOST = 50

/** Chooses devices for a group; what that changes is shown before it is done. */
export function AddDevicesDialog({ groupId, onClose }: { groupId: string; onClose: () => void }) {
  const text = useText()
  const { backend, appid } = useConsole()
  const [q, setQ] = useState('')
  const [chosen, setChosen] = useState<DeviceRef[]>([])
  const [confirming, setConfirming] = useState(false)
  const { data, error, refetch } = useQuery({
    queryKey: [appid, 'devices-to-add', q],
    queryFn: () => backend.devices.list(q ? { q } : {}).page({ limit: 50 }),
  })
  if (confirming) return <ConfirmMoveDialog devices={chosen} from={null} to={groupId} onClose={onClose} />
  const devices = data?.items.filter((device) => device.group_id !== groupId)
  const same = (a: DeviceRef) => (b: DeviceRef) => a.model_id === b.model_id && a.sn === b.sn
  const toggle = ({ model_id, sn }: DeviceRef) => {
    const device = { model_id, sn }
    setChosen(
      chosen.some(same(device)) ? chosen.filter((other) => !same(device)(other)) : [...chosen, device],
    )
  }
  return (
    <Dialog title={text.groups.add} onClose={onClose}>
      <SearchBox label={text.devices.search} value={q} onSearch={setQ} />
      <ErrorNote error={error} retry={() => void refetch()} />
      {!devices && !error && <Skeleton />}
      {devices?.length === 0 && <Empty>{text.states.nothingFits}</Empty>}
      <ul className="grid">
        {devices?.map((device) => (
          <li key={`${device.model_id} ${device.sn}`}>
            <label className="check">
              <input type="checkbox" checked={chosen.some(same(device))} onChange={() => toggle(device)} />
              <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{device.sn}</span>
              <code className="text-quiet">{device.model_id}</code>
              {device.group_id && <span className="text-quiet">{text.groups.isIn(device.group_id)}</span>}
            </label>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{text.acts.cancel}</Button>
        <Button
          look="primary"
          disabled={chosen.length === 0 || chosen.length > MOST}
          onClick={() => setConfirming(true)}
        >
          {text.groups.preview(chosen.length)}
        </Button>
      </div>
    </Dialog>
  )
}
