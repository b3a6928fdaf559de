import type { QuietHours as Stretch } from '@callgrant/protocol'
import { useText } from '../text/use-text.ts'

/** Stretches of the day on the person's own clock: “22:00–07:00, every day (Europe/Berlin)”. */
export function QuietHours({ hours, zone }: { hours: readonly Stretch[]; zone: string | null }) {
  const { days, allDay } = useText().quiet
  return (
    <ul>
      {hours.map((each) => (
        <li key={`${each.from} ${each.to} ${each.days}`}>
          <span className="tabular-nums">
            {each.from === each.to ? allDay(each.from) : `${each.from}–${each.to}`}
          </span>
          , {days[each.days]}
          {zone !== null && <span className="text-quiet"> ({zone})</span>}
        </li>
      ))}
    </ul>
  )
}
