import type { StatsRow } from '@callgrant/protocol'
import { useText } from '../../text/use-text.ts'
import { Time } from '../../ui/time.tsx'
import { refusedIn } from './totals.ts'

/** What the chart shows, as numbers. */
export function RingsTable({ rows }: { rows: readonly StatsRow[] }) {
  const text = useText()
  const { rings, answered, missed, refused, numbers } = text.overview
  const shown = rows.filter((row) => row.rings + refusedIn(row) > 0)
  return (
    <details>
      <summary className="control w-fit">{numbers}</summary>
      <table className="mt-2 w-full text-left tabular-nums">
        <thead className="border-b border-line text-xs text-quiet">
          <tr>
            {[text.words.at, rings, answered, missed, refused].map((head) => (
              <th key={head} scope="col" className="py-1.5 pr-2 font-medium">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.at} className="border-b border-line last:border-0">
              <td className="py-1.5 pr-2">
                <Time at={row.at} />
              </td>
              <td className="pr-2">{row.rings}</td>
              <td className="pr-2">{row.answered}</td>
              <td className="pr-2">{row.missed}</td>
              <td>{refusedIn(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
