import type { Stats } from '@callgrant/protocol'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { totalOf } from './totals.ts'

/** The figures of the period, and how it stands now; some lead to what they count. */
export function Tiles({ stats }: { stats: Stats }) {
  const text = useText().overview
  const { appid } = useConsole()
  const { rings, answered, missed, refused } = totalOf(stats.rows)
  const setup = stats.setup_ms_p50
  const params = { appid }
  const tiles: [string, ReactNode][] = [
    [text.rings, rings],
    [text.answered, answered],
    [
      text.missed,
      <Link key="missed" to="/$appid/calls" params={params} search={{ state: 'missed' }} className="row-link">
        {missed}
      </Link>,
    ],
    [text.refused, refused],
    [text.setup, setup === null ? '–' : `${setup} ms`],
    [
      text.people,
      <Link key="people" to="/$appid/people" params={params} className="row-link">
        {stats.people_who_allow}
      </Link>,
    ],
    [
      text.devices,
      <Link
        key="devices"
        to="/$appid/devices"
        params={params}
        search={{ online: 'true' }}
        className="row-link"
      >
        {text.ofDevices(stats.devices_online, stats.devices)}
      </Link>,
    ],
  ]
  return (
    <dl className="grid grid-cols-2 gap-px overflow-clip rounded-xl border border-line bg-line sm:grid-cols-4 xl:grid-cols-7">
      {tiles.map(([name, value]) => (
        <div key={name} className="grid content-between gap-1 bg-surface p-3 last:max-xl:col-span-2">
          <dt className="text-xs text-quiet">{name}</dt>
          <dd className="flex min-h-11 items-center text-lg font-semibold tabular-nums lg:min-h-8 [&_a]:font-semibold">
            {value}
          </dd>
        </div>
      ))}
    </dl>
  )
}
