import type { Call } from '@callgrant/protocol'
import { useText } from '../../text/use-text.ts'
import { Badge } from '../../ui/badge.tsx'

/** How a call stands, or how it ended. */
export function CallStateBadge({ call: { state, end, started_at } }: { call: Call }) {
  const text = useText()
  if (state !== 'ended')
    return <Badge tone={state === 'talking' ? 'good' : 'info'}>{text.calls.states[state]}</Badge>
  if (end?.answered_by) return <Badge>{text.household.outcomes.another_answered}</Badge>
  const words = end ? text.calls.ends[end.reason] : text.calls.states.ended
  const tone = started_at !== null ? 'quiet' : end?.reason === 'aborted' ? 'bad' : 'warn'
  return <Badge tone={tone}>{words}</Badge>
}
