import { useConsole } from '../../api/console-context.tsx'
import { usePages } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { Card } from '../../ui/card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Pager } from '../../ui/pager.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { RecordEntry } from './record-entry.tsx'

/** The record of consent of one person, newest first: each question with the words that they read, and each answer. */
export function PersonTimeline({ openid }: { openid: string }) {
  const text = useText()
  const { backend } = useConsole()
  const pages = usePages(['records', openid], () => backend.consentRecords.list({ openid }))
  return (
    <Card title={text.person.record} about={text.person.recordAbout}>
      <ErrorNote error={pages.error} retry={pages.reload} />
      {!pages.rows && !pages.error && <Skeleton />}
      {pages.rows?.length === 0 && <Empty>{text.person.nothingRecorded}</Empty>}
      {pages.rows && pages.rows.length > 0 && (
        <ol className="grid gap-3">
          {pages.rows.map((record) => (
            <RecordEntry key={record.id} record={record} />
          ))}
        </ol>
      )}
      <Pager pages={pages} />
    </Card>
  )
}
