import type { DeviceRef } from '@callgrant/protocol'
import { useConsole } from '../../api/console-context.tsx'
import { usePages } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { PersonLink } from '../../ui/app-link.tsx'
import { AuthorizationStatus } from '../../ui/authorization-status.tsx'
import { Card } from '../../ui/card.tsx'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

/** Who decided about this very device. */
export function DevicePeople({ device }: { device: DeviceRef }) {
  const text = useText()
  const { backend } = useConsole()
  const pages = usePages(['device-people', device], () => backend.authorizations.list(device))
  return (
    <Card title={text.device.people}>
      <Table
        name={text.device.people}
        pages={pages}
        rowKey={({ openid, kind }) => `${openid} ${kind}`}
        empty={text.device.nobody}
        columns={[
          { head: text.words.openid, cell: ({ openid }) => <PersonLink openid={openid} /> },
          { head: text.words.status, cell: (row) => <AuthorizationStatus row={row} /> },
          { head: text.words.shownName, from: 'md', cell: ({ display_name }) => display_name },
          { head: text.words.since, from: 'md', cell: ({ updated_at }) => <Time at={updated_at} /> },
        ]}
      />
    </Card>
  )
}
