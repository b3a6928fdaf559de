import { useConsole } from '../../api/console-context.tsx'
import { usePages } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { DeviceLink, GroupLink } from '../../ui/app-link.tsx'
import { Badge } from '../../ui/badge.tsx'
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
          {
            head: text.words.subject,
            cell: ({ model_id, sn, group_id, display_name }) =>
              model_id !== null && sn !== null ? (
                <DeviceLink model_id={model_id} sn={sn}>
                  {display_name}
                </DeviceLink>
              ) : (
                <GroupLink groupId={group_id ?? ''}>{display_name}</GroupLink>
              ),
          },
          { head: text.words.kind, from: 'md', cell: ({ kind }) => text.kinds[kind] },
          {
            head: text.words.status,
            cell: ({ status }) => <Badge tone={status === 1 ? 'good' : 'bad'}>{text.status[status]}</Badge>,
          },
          { head: text.words.since, from: 'md', cell: ({ updated_at }) => <Time at={updated_at} /> },
        ]}
      />
    </Card>
  )
}
