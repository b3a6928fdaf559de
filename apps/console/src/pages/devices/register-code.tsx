import type { DeviceRef, Ticket } from '@callgrant/protocol'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { encode } from 'uqr'
import { useConsole } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { registrationPayload } from './registration-payload.ts'

interface RegisterCodeProps {
  device: DeviceRef
  ticket: Ticket
  again(): void
}

/** The code, until the device has registered. */
export function RegisterCode({ device, ticket, again }: RegisterCodeProps) {
  const text = useText()
  const { backend, appid } = useConsole()
  const payload = registrationPayload({ server: location.origin, appid, device, ticket: ticket.sn_ticket })
  const { data } = useQuery({
    queryKey: [appid, 'registered', device, ticket.sn_ticket],
    // There is no such device until it has registered.
    queryFn: () => backend.devices.get(device).catch(() => null),
    refetchInterval: 2_000,
  })
  const registered = data != null && data.registered_at !== null
  const client = useQueryClient()
  useEffect(() => {
    if (registered) void client.invalidateQueries({ queryKey: [appid, 'devices'] })
  }, [registered, client, appid])
  return (
    <div className="grid justify-items-start gap-3">
      {registered ? (
        <Badge tone="good">{text.register.done}</Badge>
      ) : (
        <>
          <p>{text.register.scan(Math.round(ticket.expires_in / 60))}</p>
          <QrCode label={text.register.code(device.sn)} value={payload} />
          <details className="w-full">
            <summary className="control w-fit">{text.register.byHand}</summary>
            <pre className="mt-2 rounded-lg bg-sunk p-3 text-xs whitespace-pre-wrap">{payload}</pre>
          </details>
          <div className="flex flex-wrap gap-2">
            <CopyButton value={payload} />
            <Button onClick={again}>{text.register.again}</Button>
          </div>
        </>
      )}
    </div>
  )
}

/** Black on white in both themes, with the margin that readers need. */
function QrCode({ label, value }: { label: string; value: string }) {
  const { data, size } = encode(value, { border: 4 })
  const path = data
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('')
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      className="w-full max-w-64 rounded-lg bg-white"
      shapeRendering="crispEdges"
    >
      <path d={path} fill="#000" />
    </svg>
  )
}
