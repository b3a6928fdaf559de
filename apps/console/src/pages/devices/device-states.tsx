import { useText } from '../../text/use-text.ts'
import { Badge } from '../../ui/badge.tsx'

export function OnlineState({ online }: { online: boolean }) {
  const text = useText()
  return <Badge tone={online ? 'good' : 'quiet'}>{online ? text.devices.online : text.devices.offline}</Badge>
}

/** @param registeredAt null: no key is registered now */
export function KeyState({ registeredAt }: { registeredAt: number | null }) {
  const text = useText()
  return registeredAt === null ? (
    <Badge tone="warn">{text.devices.noKey}</Badge>
  ) : (
    <Badge tone="good">{text.devices.hasKey}</Badge>
  )
}
