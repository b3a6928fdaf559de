import { useConsole } from '../../api/console-context.tsx'
import { usePages } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { DeviceLink, GroupLink } from '../../ui/app-link.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

/** What the person decided inside WeChat, as far as the app reported it; nothing where it reports nothing. */
export function WechatCard({ openid }: { openid: string }) {
  const text = useText()
  const { backend } = useConsole()
  const pages = usePages(['wechat', openid], () => backend.wechatLedger.list({ openid }))
  if (!pages.error && !pages.rows?.length) return null
  return (
    <Card title={text.wechat.title} about={text.wechat.about}>
      <Table
        name={text.wechat.title}
        pages={pages}
        rowKey={({ kind, model_id, sn, group_id }) => `${kind} ${model_id} ${sn} ${group_id}`}
        empty={null}
        columns={[
          {
            head: text.words.subject,
            cell: ({ model_id, sn, group_id }) =>
              model_id !== null && sn !== null ? (
                <DeviceLink model_id={model_id} sn={sn} />
              ) : (
                <GroupLink groupId={group_id ?? ''} />
              ),
          },
          {
            head: text.words.status,
            cell: ({ status }) => <Badge tone={status === 1 ? 'good' : 'bad'}>{text.status[status]}</Badge>,
          },
          { head: text.wechat.knownBy, from: 'md', cell: ({ known_by }) => text.wechat.by[known_by] },
          { head: text.wechat.observedAt, from: 'md', cell: ({ observed_at }) => <Time at={observed_at} /> },
        ]}
      />
    </Card>
  )
}
