import type { StatsRow } from '@callgrant/protocol'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import { usePreferences } from '../../preferences/preferences-provider.tsx'
import { useText } from '../../text/use-text.ts'
import { useDark } from '../../ui/use-dark.ts'
import { chartOptions } from './chart-options.ts'
import { refusedIn, totalOf } from './totals.ts'

const HEIGHT = 200

/** Answered, missed and refused over time; the table beside it has the same in numbers. */
export function RingsChart({ rows }: { rows: readonly StatsRow[] }) {
  const text = useText().overview
  const { language, theme } = usePreferences()
  const place = useRef<HTMLDivElement>(null)
  const names = [text.answered, text.missed, text.refused] as const
  const dark = useDark()
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew in other colours and words
  useEffect(() => {
    const element = place.current
    if (!element) return
    const data: uPlot.AlignedData = [
      rows.map(({ at }) => at / 1000),
      rows.map(({ answered }) => answered),
      rows.map(({ missed }) => missed),
      rows.map(refusedIn),
    ]
    const chart = new uPlot(chartOptions(element, HEIGHT, language), data, element)
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }))
    resized.observe(element)
    return () => {
      resized.disconnect()
      chart.destroy()
    }
  }, [rows, language, theme, dark])
  const { rings, answered, missed, refused } = totalOf(rows)
  return (
    <figure className="grid min-w-0 gap-2">
      <figcaption className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {names.map((name, index) => (
          <span key={name} className="flex items-center gap-1.5">
            <span
              aria-hidden="true"
              className={`size-2.5 rounded-sm ${['bg-accent', 'bg-warn', 'bg-bad'][index]}`}
            />
            {name}
          </span>
        ))}
      </figcaption>
      <div
        ref={place}
        role="img"
        aria-label={text.chartAbout(rings, answered, missed, refused)}
        className="min-w-0"
      />
    </figure>
  )
}
