import type { Delivery } from '@callgrant/protocol'
import { useText } from '../../text/use-text.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'

const TONE: Record<Delivery['state'], Tone> = { waiting: 'warn', done: 'good', failed: 'bad' }

export function DeliveryStateBadge({ state }: { state: Delivery['state'] }) {
  return <Badge tone={TONE[state]}>{useText().deliveries.states[state]}</Badge>
}
