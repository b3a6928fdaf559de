import type { DeviceRef } from '@callgrant/protocol'
import { useConsole } from '../../api/console-context.tsx'
import { usePages } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { Card } from '../../ui/card.tsx'
import { CallsTable } from '../calls/calls-table.tsx'

/** The calls of one device. */
export function DeviceCalls({ device }: { device: DeviceRef }) {
  const text = useText()
  const { backend } = useConsole()
  const pages = usePages(['device-calls', device], () => backend.calls.list(device), { everyMs: 5_000 })
  return (
    <Card title={text.nav.calls}>
      <CallsTable pages={pages} empty={text.device.noCalls} />
    </Card>
  )
}
