import type { Authorization, Check, CheckAuthorization } from '@callgrant/protocol'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { usePreferences } from '../../preferences/preferences-provider.tsx'
import { useText } from '../../text/use-text.ts'
import { SubjectLink } from '../../ui/app-link.tsx'
import { AuthorizationStatus } from '../../ui/authorization-status.tsx'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Facts } from '../../ui/facts.tsx'
import { QuietHours } from '../../ui/quiet-hours.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { usePersonSettings } from './use-person-settings.ts'

type Rows = [name: string, value: ReactNode][]

/** The answer in a sentence, and the row that decides: also the one that ran out, and the hours that are quiet now. */
export function WhyAnswer({ question }: { question: CheckAuthorization }) {
  const text = useText()
  const { backend, appid } = useConsole()
  const { language } = usePreferences()
  const { data, error, refetch } = useQuery({
    queryKey: [appid, 'why', question, language],
    queryFn: () => backend.authorizations.check(question),
  })
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton rows={2} />
  const { allowed, explanation, authorization, ran_out, quiet } = data
  const verdict = !allowed ? text.why.mayNot : quiet ? text.why.quietNow : text.why.may
  return (
    <output className="grid gap-3 rounded-lg bg-sunk p-3">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        <Badge tone={!allowed ? 'bad' : quiet ? 'warn' : 'good'}>{verdict}</Badge>
        <span>{explanation}</span>
      </p>
      {authorization && <Decided row={authorization} />}
      {quiet && <QuietNow openid={question.openid} row={authorization} />}
      {ran_out && <RanOut row={ran_out} />}
    </output>
  )
}

function Decided({ row }: { row: Authorization }) {
  const text = useText()
  const rows: Rows = [
    [text.why.row, <Subject key="subject" row={row} />],
    [text.words.status, <AuthorizationStatus key="status" row={row} />],
    [text.words.since, <Time key="at" at={row.updated_at} />],
  ]
  return <Facts rows={rows} />
}

/** Whose hours they are: the row that decides has its own, or they are the person's for the app (Y8). */
function QuietNow({ openid, row }: { openid: string; row: Authorization | null }) {
  const text = useText()
  const own = row?.quiet
  const { data, error, refetch } = usePersonSettings(openid, own === undefined)
  const hours = own ?? data?.quiet
  return (
    <>
      <ErrorNote error={error} retry={() => void refetch()} />
      {hours && (
        <Facts
          rows={[
            [
              own ? text.limits.ownQuiet : text.quiet.ofPerson,
              <QuietHours key="hours" hours={hours.hours} zone={hours.time_zone} />,
            ],
          ]}
        />
      )}
    </>
  )
}

function RanOut({ row }: { row: NonNullable<Check['ran_out']> }) {
  const text = useText()
  return (
    <Facts
      rows={[
        [text.why.ranOut, <Subject key="subject" row={row} />],
        [text.why.ranOutAt, <Time key="at" at={row.at} />],
      ]}
    />
  )
}

function Subject({
  row,
}: {
  row: Pick<Authorization, 'kind' | 'model_id' | 'sn' | 'group_id' | 'display_name'>
}) {
  const { kinds } = useText()
  return (
    <>
      {kinds[row.kind]} <SubjectLink row={row} />
    </>
  )
}
