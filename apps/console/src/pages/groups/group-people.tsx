import { useConsole } from '../../api/console-context.tsx'
import { usePages } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { PersonLink } from '../../ui/app-link.tsx'
import { AuthorizationStatus } from '../../ui/authorization-status.tsx'
import { Card } from '../../ui/card.tsx'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

/** Who decided about the group. */
export function GroupPeople({ groupId }: { groupId: string }) {
  const text = useText()
  const { backend } = useConsole()
  const pages = usePages(['group-people', groupId], () => backend.authorizations.list({ group_id: groupId }))
  return (
    <Card title={text.groups.people}>
      <Table
        name={text.groups.people}
        pages={pages}
        rowKey={({ openid, kind, sn }) => `${openid} ${kind} ${sn}`}
        empty={text.groups.nobody}
        columns={[
          { head: text.words.openid, cell: ({ openid }) => <PersonLink openid={openid} /> },
          { head: text.words.status, cell: (row) => <AuthorizationStatus row={row} /> },
          { head: text.words.since, from: 'md', cell: ({ updated_at }) => <Time at={updated_at} /> },
        ]}
      />
    </Card>
  )
}
