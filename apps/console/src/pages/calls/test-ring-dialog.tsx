import type { DeviceRef } from '@callgrant/protocol'
import { useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { CallLink } from '../../ui/app-link.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { DeviceFields } from '../devices/device-fields.tsx'
import { CallStateBadge } from './call-state-badge.tsx'

/** Rings a person from a device, by the same rules as any ring. */
export function TestRingDialog({ device, onClose }: { device?: DeviceRef; onClose: () => void }) {
  const text = useText()
  const { backend } = useConsole()
  const [from, setFrom] = useState(device ?? { model_id: '', sn: '' })
  const [openid, setOpenid] = useState('')
  const [roomType, setRoomType] = useState<'voice' | 'video'>('voice')
  const ring = useAct(() => backend.calls.start({ ...from, openid, room_type: roomType }))
  const call = ring.data
  if (call) {
    return (
      <Dialog title={text.ring.title} onClose={onClose}>
        <p className="flex flex-wrap items-center gap-2">
          <CallStateBadge call={call} />
          {text.ring.placed(call.sn, call.openid)}
        </p>
        <CallLink roomId={call.room_id}>{text.ring.follow}</CallLink>
      </Dialog>
    )
  }
  return (
    <DialogForm
      title={text.ring.title}
      act={text.ring.act}
      busy={ring.isPending}
      disabled={from.model_id === '' || from.sn === '' || openid === ''}
      error={ring.error}
      onSubmit={() => ring.mutate(undefined)}
      onClose={onClose}
    >
      <p>{text.ring.about}</p>
      {!device && (
        <div className="grid gap-3">
          <DeviceFields value={from} onChange={setFrom} />
        </div>
      )}
      <Field
        label={text.words.openid}
        value={openid}
        onChange={(event) => setOpenid(event.target.value.trim())}
      />
      <Select
        label={text.calls.kind}
        value={roomType}
        options={[
          ['voice', text.calls.roomTypes.voice],
          ['video', text.calls.roomTypes.video],
        ]}
        onChange={(to) => setRoomType(to === 'video' ? 'video' : 'voice')}
      />
    </DialogForm>
  )
}
