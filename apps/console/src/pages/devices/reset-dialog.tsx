import type { DeviceRef } from '@callgrant/protocol'
import { useConsole } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { DialogForm } from '../../ui/dialog-form.tsx'

/** Takes a device's key away. */
export function ResetDialog({ device, onClose }: { device: DeviceRef; onClose: () => void }) {
  const text = useText()
  const { backend } = useConsole()
  const reset = useAct(() => backend.devices.reset(device), onClose)
  return (
    <DialogForm
      title={text.device.resetTitle(device.sn)}
      act={text.device.reset}
      danger
      busy={reset.isPending}
      error={reset.error}
      onSubmit={() => reset.mutate(undefined)}
      onClose={onClose}
    >
      <p>{text.device.resetAbout}</p>
    </DialogForm>
  )
}
