import type { DeviceRef } from '@callgrant/protocol'
import { useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { DeviceFields } from './device-fields.tsx'
import { RegisterCode } from './register-code.tsx'

/** A ticket for one device, as a code that it reads with its camera. @param device the one; absent: it is named here */
export function RegisterDialog({ device, onClose }: { device?: DeviceRef; onClose: () => void }) {
  const text = useText()
  const { backend } = useConsole()
  const [named, setNamed] = useState(device ?? { model_id: '', sn: '' })
  const make = useAct(() => backend.tickets.create(named))
  if (make.data) {
    return (
      <Dialog title={text.register.title(named.sn)} onClose={onClose}>
        <RegisterCode device={named} ticket={make.data} again={() => make.mutate(undefined)} />
      </Dialog>
    )
  }
  return (
    <DialogForm
      title={text.devices.register}
      act={text.register.act}
      busy={make.isPending}
      disabled={named.model_id === '' || named.sn === ''}
      error={make.error}
      onSubmit={() => make.mutate(undefined)}
      onClose={onClose}
    >
      <p>{text.register.about}</p>
      <div className="grid gap-3">
        <DeviceFields value={named} onChange={setNamed} />
      </div>
    </DialogForm>
  )
}
