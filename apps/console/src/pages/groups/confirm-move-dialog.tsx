import type { DeviceRef } from '@callgrant/protocol'
import { useConsole } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { moveDevices } from './move-devices.ts'
import { MovePreview } from './move-preview.tsx'

interface ConfirmMoveDialogProps {
  devices: readonly DeviceRef[]
  from: string | null
  /** The group; null: out of any. */
  to: string | null
  onClose(): void
}

/** Shows what a move changes, and does it then. */
export function ConfirmMoveDialog({ devices, from, to, onClose }: ConfirmMoveDialogProps) {
  const text = useText()
  const { backend } = useConsole()
  const move = useAct(() => moveDevices(backend, devices, { from, to }), onClose)
  return (
    <DialogForm
      title={to === null ? text.move.out : text.move.into(to)}
      act={text.move.act}
      busy={move.isPending}
      error={move.error}
      onSubmit={() => move.mutate(undefined)}
      onClose={onClose}
    >
      <p className="[overflow-wrap:anywhere]">{devices.map(({ sn }) => sn).join(', ')}</p>
      <MovePreview devices={devices} to={to} />
    </DialogForm>
  )
}
