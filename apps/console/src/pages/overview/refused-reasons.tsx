import type { StatsRow } from '@callgrant/protocol'
import { useText } from '../../text/use-text.ts'
import { Card } from '../../ui/card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Facts } from '../../ui/facts.tsx'
import { reasonsOf } from './totals.ts'

/** Why rings were refused, the most frequent reason first. */
export function RefusedReasons({ rows }: { rows: readonly StatsRow[] }) {
  const text = useText().overview
  const reasons = reasonsOf(rows)
  return (
    <Card title={text.reasons}>
      {reasons.length === 0 ? (
        <Empty>{text.noReasons}</Empty>
      ) : (
        <Facts rows={reasons.map(([reason, count]) => [text.reason[reason] ?? reason, count])} />
      )}
    </Card>
  )
}
