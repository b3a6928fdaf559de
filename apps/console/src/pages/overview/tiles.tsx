import type { Stats } from '@callgrant/protocol'
import { useText } from '../../text/use-text.ts'
import { totalOf } from './totals.ts'

/** The figures of the period, and how it stands now. */
export function Tiles({ stats }: { stats: Stats }) {
  const text = useText().overview
  const { rings, answered, missed, refused } = totalOf(stats.rows)
  const setup = stats.setup_ms_p50
  const tiles: [string, string | number][] = [
    [text.rings, rings],
    [text.answered, answered],
    [text.missed, missed],
    [text.refused, refused],
    [text.setup, setup === null ? '–' : `${setup} ms`],
    [text.people, stats.people_who_allow],
    [text.devices, text.ofDevices(stats.devices_online, stats.devices)],
  ]
  return (
    <dl className="grid grid-cols-2 gap-px overflow-clip rounded-xl border border-line bg-line sm:grid-cols-4 xl:grid-cols-7">
      {tiles.map(([name, value]) => (
        <div key={name} className="grid content-between gap-1 bg-surface p-3 last:max-xl:col-span-2">
          <dt className="text-xs text-quiet">{name}</dt>
          <dd className="text-lg font-semibold tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
