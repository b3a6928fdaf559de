import { useNavigate, useSearch } from '@tanstack/react-router'
import { useConsole } from '../../api/console-context.tsx'
import { usePages } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { PersonLink } from '../../ui/app-link.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

/** Finds people by the beginning of their openid. */
export function PeoplePage() {
  const text = useText()
  const { backend, appid } = useConsole()
  const { q } = useSearch({ from: '/$appid/people' })
  const navigate = useNavigate()
  const pages = usePages(['people', q], () => backend.people.list(q ? { q } : {}))
  return (
    <Page title={text.nav.people} about={text.people.about}>
      <SearchBox
        label={text.people.search}
        value={q ?? ''}
        onSearch={(q) =>
          void navigate({ to: '/$appid/people', params: { appid }, search: { q }, replace: true })
        }
      />
      <Table
        name={text.nav.people}
        pages={pages}
        rowKey={({ openid }) => openid}
        empty={q ? text.people.notFound(q) : text.people.empty}
        columns={[
          { head: text.words.openid, cell: ({ openid }) => <PersonLink openid={openid} /> },
          { head: text.people.decisions, cell: ({ decisions }) => decisions, numeric: true },
          {
            head: text.people.lastDecision,
            from: 'md',
            cell: ({ last_decision_at }) => <Time at={last_decision_at} />,
          },
        ]}
      />
    </Page>
  )
}
