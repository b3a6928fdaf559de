import { useConsole } from '../../api/console-context.tsx'
import { usePages } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { SubjectLink } from '../../ui/app-link.tsx'
import { AuthorizationStatus } from '../../ui/authorization-status.tsx'
import { Card } from '../../ui/card.tsx'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

/** What is in force: one row for each device and group that the person decided about. */
export function PersonAuthorizations({ openid }: { openid: string }) {
  const text = useText()
  const { backend } = useConsole()
  const pages = usePages(['authorizations', openid], () => backend.authorizations.list({ openid }))
  return (
    <Card title={text.person.inForce}>
      <Table
        name={text.person.inForce}
        pages={pages}
        rowKey={({ kind, model_id, sn, group_id }) => `${kind} ${model_id} ${sn} ${group_id}`}
        empty={text.person.nothingInForce}
        columns={[
          { head: text.words.subject, cell: (row) => <SubjectLink row={row} /> },
          { head: text.words.kind, from: 'md', cell: ({ kind }) => text.kinds[kind] },
          { head: text.words.status, cell: (row) => <AuthorizationStatus row={row} /> },
          { head: text.words.since, from: 'md', cell: ({ updated_at }) => <Time at={updated_at} /> },
        ]}
      />
    </Card>
  )
}
