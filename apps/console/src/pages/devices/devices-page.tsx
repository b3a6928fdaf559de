import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { usePages } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { DeviceLink, GroupLink } from '../../ui/app-link.tsx'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { DeviceFilters } from './device-filters.tsx'
import { KeyState, OnlineState } from './device-states.tsx'
import { RegisterDialog } from './register-dialog.tsx'

/** The devices: online or not, last seen, key, group. */
export function DevicesPage() {
  const text = useText()
  const { backend, appid } = useConsole()
  const mayRegister = useMay('operator')
  const search = useSearch({ from: '/$appid/devices' })
  const navigate = useNavigate()
  const [registering, setRegistering] = useState(false)
  const { q, online, model_id, group_id } = search
  const filter = {
    ...(q && { q }),
    ...(online && { online: online === 'true' }),
    ...(model_id && { model_id }),
    ...(group_id && { group_id }),
  }
  const pages = usePages(['devices', filter], () => backend.devices.list(filter), { everyMs: 15_000 })
  const look = (changed: Partial<typeof search>) =>
    void navigate({
      to: '/$appid/devices',
      params: { appid },
      search: { ...search, ...changed },
      replace: true,
    })
  return (
    <Page
      title={text.nav.devices}
      about={text.devices.about}
      actions={
        mayRegister && (
          <Button look="primary" onClick={() => setRegistering(true)}>
            {text.devices.register}
          </Button>
        )
      }
    >
      <DeviceFilters value={search} onChange={look} />
      <Table
        name={text.nav.devices}
        pages={pages}
        rowKey={({ model_id, sn }) => `${model_id} ${sn}`}
        empty={Object.keys(filter).length > 0 ? text.states.nothingFits : text.devices.empty}
        columns={[
          { head: text.words.sn, cell: ({ model_id, sn }) => <DeviceLink model_id={model_id} sn={sn} /> },
          { head: text.words.model, from: 'md', cell: ({ model_id }) => <code>{model_id}</code> },
          { head: text.words.connection, cell: ({ online }) => <OnlineState online={online} /> },
          { head: text.words.lastSeen, from: 'lg', cell: ({ last_seen_at }) => <Time at={last_seen_at} /> },
          {
            head: text.words.key,
            from: 'md',
            cell: ({ registered_at }) => <KeyState registeredAt={registered_at} />,
          },
          {
            head: text.words.group,
            from: 'md',
            cell: ({ group_id }) => (group_id ? <GroupLink groupId={group_id} /> : '–'),
          },
        ]}
      />
      {registering && <RegisterDialog onClose={() => setRegistering(false)} />}
    </Page>
  )
}
