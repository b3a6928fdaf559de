import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useConsole } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { Card } from '../../ui/card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { periodOf } from './period.ts'
import { RefusedReasons } from './refused-reasons.tsx'
import { RingsChart } from './rings-chart.tsx'
import { RingsTable } from './rings-table.tsx'
import { Tiles } from './tiles.tsx'
import { totalOf } from './totals.ts'

/** Rings, what came of them, set-up time, people and devices: of a day by hour, or of a month by day. */
export function OverviewPage() {
  const text = useText()
  const { backend, appid } = useConsole()
  const by = useSearch({ from: '/$appid/overview' }).by === 'day' ? 'day' : 'hour'
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery({
    queryKey: [appid, 'stats', by],
    queryFn: () => backend.stats.get(periodOf(by)),
    refetchInterval: 30_000,
  })
  return (
    <Page
      title={text.nav.overview}
      about={text.overview.about}
      actions={
        <Select
          bare
          label={text.overview.period}
          value={by}
          options={[
            ['hour', text.overview.byHour],
            ['day', text.overview.byDay],
          ]}
          onChange={(by) =>
            void navigate({ to: '/$appid/overview', params: { appid }, search: { by }, replace: true })
          }
        />
      }
    >
      <ErrorNote error={error} retry={() => void refetch()} />
      {!data && !error && <Skeleton />}
      {data && (
        <>
          <Tiles stats={data} />
          <Card title={text.overview.chart}>
            {totalOf(data.rows).rings + totalOf(data.rows).refused === 0 ? (
              <Empty>{text.overview.empty}</Empty>
            ) : (
              <>
                <RingsChart rows={data.rows} />
                <RingsTable rows={data.rows} />
              </>
            )}
          </Card>
          <RefusedReasons rows={data.rows} />
        </>
      )}
    </Page>
  )
}
