import type { CheckAuthorization } from '@callgrant/protocol'
import { useQuery } from '@tanstack/react-query'
import { useConsole } from '../../api/console-context.tsx'
import { usePreferences } from '../../preferences/preferences-provider.tsx'
import { useText } from '../../text/use-text.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'

/** The answer in a sentence, and the row that decides. */
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
  const { allowed, explanation, authorization } = data
  return (
    <output className="grid gap-3 rounded-lg bg-sunk p-3">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        <Badge tone={allowed ? 'good' : 'bad'}>{allowed ? text.why.may : text.why.mayNot}</Badge>
        <span>{explanation}</span>
      </p>
      {authorization && (
        <Facts
          rows={[
            [text.why.row, text.kinds[authorization.kind]],
            [text.words.shownName, authorization.display_name],
            [text.words.status, text.status[authorization.status]],
            [text.words.since, <Time key="at" at={authorization.updated_at} />],
          ]}
        />
      )}
    </output>
  )
}
