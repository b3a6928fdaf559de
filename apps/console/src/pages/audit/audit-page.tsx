import type { AuditPage as AuditAnswer, AuditRow } from '@callgrant/protocol'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useConsole } from '../../api/console-context.tsx'
import { request } from '../../api/session.ts'
import { usePagesOf } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { Badge } from '../../ui/badge.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

/** Who did what in the console, newest first. */
export function AuditPage() {
  const text = useText()
  const { appid } = useConsole()
  const all = useSearch({ from: '/$appid/audit' }).of === 'all'
  const navigate = useNavigate()
  const pages = usePagesOf(['audit', all], async (cursor) => {
    const query = new URLSearchParams({ limit: '50', ...(!all && { appid }), ...(cursor && { cursor }) })
    const { rows, next_cursor } = await request<AuditAnswer>('GET', `/audit?${query}`)
    return { items: rows, next_cursor }
  })
  return (
    <Page
      title={text.nav.audit}
      about={text.audit.about}
      actions={
        <Select
          bare
          label={text.audit.of}
          value={all ? 'all' : ''}
          options={[
            ['', text.audit.ofApp],
            ['all', text.audit.ofAll],
          ]}
          onChange={(of) =>
            void navigate({ to: '/$appid/audit', params: { appid }, search: { of }, replace: true })
          }
        />
      }
    >
      <Table
        name={text.nav.audit}
        pages={pages}
        rowKey={({ audit_id }) => audit_id}
        empty={text.audit.empty}
        columns={[
          { head: text.words.at, cell: ({ at }) => <Time at={at} /> },
          {
            head: text.audit.who,
            cell: ({ who, role }) => (
              <>
                {who} <span className="text-quiet">{text.roles[role]}</span>
              </>
            ),
          },
          {
            head: text.audit.act,
            cell: ({ act, target }) => (
              <div className="grid gap-0.5">
                <code>{act}</code>
                {target !== null && <span className="text-xs text-quiet">{inWords(target)}</span>}
              </div>
            ),
          },
          ...(all
            ? [{ head: text.nav.app, from: 'md' as const, cell: ({ appid }: AuditRow) => appid ?? '–' }]
            : []),
          {
            head: text.words.status,
            cell: ({ status }) => (
              <Badge tone={status === null ? 'warn' : status < 400 ? 'good' : 'bad'}>{status ?? '…'}</Badge>
            ),
          },
        ]}
      />
    </Page>
  )
}

/** The ids that an act was about, and the names of the fields that it changed. */
function inWords(target: NonNullable<AuditRow['target']>): string {
  return Object.entries(target)
    .map(
      ([name, value]) =>
        `${name}: ${typeof value === 'string' ? value : value === null ? '–' : JSON.stringify(value)}`,
    )
    .join(' · ')
}
