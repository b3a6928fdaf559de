import { useState } from 'react'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { usePages } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { GroupLink } from '../../ui/app-link.tsx'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { CreateGroupDialog } from './create-group-dialog.tsx'

/** Groups of devices, which a person allows at once. */
export function GroupsPage() {
  const text = useText()
  const { backend } = useConsole()
  const mayCreate = useMay('operator')
  const [creating, setCreating] = useState(false)
  const pages = usePages(['groups'], () => backend.groups.list())
  return (
    <Page
      title={text.nav.groups}
      about={text.groups.about}
      actions={
        mayCreate && (
          <Button look="primary" onClick={() => setCreating(true)}>
            {text.groups.create}
          </Button>
        )
      }
    >
      <Table
        name={text.nav.groups}
        pages={pages}
        rowKey={({ group_id }) => group_id}
        empty={text.groups.empty}
        columns={[
          {
            head: text.words.name,
            cell: ({ group_id, group_name }) => <GroupLink groupId={group_id}>{group_name}</GroupLink>,
          },
          {
            head: text.nav.devices,
            numeric: true,
            cell: ({ device_count, max_device_count }) => `${device_count} / ${max_device_count}`,
          },
          { head: text.words.model, from: 'md', cell: ({ model_id }) => <code>{model_id}</code> },
          { head: text.words.createdAt, from: 'lg', cell: ({ created_at }) => <Time at={created_at} /> },
        ]}
      />
      {creating && <CreateGroupDialog onClose={() => setCreating(false)} />}
    </Page>
  )
}
