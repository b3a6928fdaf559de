import type { Authorization, Check, CheckAuthorization, PersonQuiet } from '@callgrant/protocol'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { usePreferences } from '../../preferences/preferences-provider.tsx'
import type { Texts } from '../../text/en.ts'
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
  const byPerson = data?.quiet === true && !data.authorization?.quiet
  const settings = usePersonSettings(question.openid, byPerson)
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton rows={2} />
  const { allowed, explanation, quiet } = data
  const rows = rowsOf(data, byPerson ? settings.data?.quiet : undefined, text)
  const verdict = !allowed ? text.why.mayNot : quiet ? text.why.quietNow : text.why.may
  return (
    <output className="grid gap-3 rounded-lg bg-sunk p-3">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        <Badge tone={!allowed ? 'bad' : quiet ? 'warn' : 'good'}>{verdict}</Badge>
        <span>{explanation}</span>
      </p>
      {byPerson && <ErrorNote error={settings.error} retry={() => void settings.refetch()} />}
      {rows.length > 0 && <Facts rows={rows} />}
    </output>
  )
}

/** @param quiet of the person for the app, where these count now: those of the row itself stand beside its status (Y8) */
function rowsOf(check: Check, quiet: PersonQuiet | undefined, text: Texts): Rows {
  const { authorization: row, ran_out: out } = check
  const rows: Rows = []
  if (row) {
    rows.push(
      [text.why.row, <Subject key="subject" row={row} />],
      [text.words.status, <AuthorizationStatus key="status" row={row} />],
      [text.words.since, <Time key="at" at={row.updated_at} />],
    )
  }
  if (quiet)
    rows.push([text.quiet.ofPerson, <QuietHours key="quiet" hours={quiet.hours} zone={quiet.time_zone} />])
  if (out) {
    rows.push(
      [text.why.ranOut, <Subject key="out" row={out} />],
      [text.why.ranOutAt, <Time key="outAt" at={out.at} />],
    )
  }
  return rows
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
