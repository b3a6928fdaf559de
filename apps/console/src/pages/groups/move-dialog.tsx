import type { Device, Group } from '@callgrant/protocol'
import { useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { MOST_OFFERED, useSome } from '../../api/use-some.ts'
import { useText } from '../../text/use-text.ts'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { Select } from '../../ui/select.tsx'
import { moveDevices } from './move-devices.ts'
import { MovePreview } from './move-preview.tsx'

/** In place of a group: out of any. */
const NONE = ''

/** Moves one device to another group, or out of its own. */
export function MoveDialog({ device, onClose }: { device: Device; onClose: () => void }) {
  const text = useText()
  const { backend } = useConsole()
  const [to, setTo] = useState(device.group_id ?? NONE)
  const groups = useSome<Group>('groups', () => backend.groups.list())
  const target = to === NONE ? null : to
  const move = useAct(() => moveDevices(backend, [device], { from: device.group_id, to: target }), onClose)
  const { model_id, sn } = device
  return (
    <DialogForm
      title={text.move.one(sn)}
      act={text.move.act}
      busy={move.isPending}
      disabled={target === device.group_id}
      error={move.error ?? groups.error}
      onSubmit={() => move.mutate(undefined)}
      onClose={onClose}
    >
      <Select
        label={text.words.group}
        value={to}
        options={[
          [NONE, text.device.noGroup] as const,
          ...(groups.data ?? []).map(
            ({ group_id, group_name }) => [group_id, `${group_name} (${group_id})`] as const,
          ),
        ]}
        onChange={setTo}
      />
      {groups.data?.length === MOST_OFFERED && <p className="text-quiet">{text.move.moreGroups}</p>}
      {target !== device.group_id && <MovePreview devices={[{ model_id, sn }]} to={target} />}
    </DialogForm>
  )
}
