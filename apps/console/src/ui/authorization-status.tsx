import type { Authorization } from '@callgrant/protocol'
import { useText } from '../text/use-text.ts'
import { Badge } from './badge.tsx'
import { QuietHours } from './quiet-hours.tsx'
import { Time } from './time.tsx'

type Row = Pick<Authorization, 'status' | 'expires_at' | 'rings_left' | 'urgent' | 'quiet'>

/** What a person decided, and below it for how long and in which hours it holds, where they said so. */
export function AuthorizationStatus({ row }: { row: Row }) {
  const text = useText()
  const { status, expires_at, rings_left, urgent, quiet } = row
  return (
    <div className="grid justify-items-start gap-0.5 py-0.5">
      <Badge tone={status === 1 ? 'good' : 'bad'}>{text.status[status]}</Badge>
      <div className="grid text-xs text-quiet">
        {expires_at !== undefined && (
          <span>
            {text.limits.until} <Time at={expires_at} />
          </span>
        )}
        {rings_left !== undefined && <span>{text.limits.ringsLeft(rings_left)}</span>}
        {urgent && <span>{text.limits.urgent}</span>}
        {quiet && (
          <div>
            {text.limits.ownQuiet} <QuietHours hours={quiet.hours} zone={quiet.time_zone} />
          </div>
        )}
      </div>
    </div>
  )
}
