import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { usePages } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { AddWebhookDialog } from './add-webhook-dialog.tsx'
import { failingFirst } from './failing-first.ts'
import { WebhookStateBadge } from './webhook-state-badge.tsx'

/** Where events are posted to; those that fail stand on top. */
export function WebhooksPage() {
  const text = useText()
  const { backend, appid } = useConsole()
  const mayAdd = useMay('owner')
  const [adding, setAdding] = useState(false)
  const pages = usePages(['webhooks'], () => backend.webhooks.list(), { everyMs: 5_000 })
  return (
    <Page
      title={text.nav.webhooks}
      about={text.webhooks.about}
      actions={
        mayAdd && (
          <Button look="primary" onClick={() => setAdding(true)}>
            {text.webhooks.add}
          </Button>
        )
      }
    >
      <Table
        name={text.nav.webhooks}
        pages={{ ...pages, rows: pages.rows && failingFirst(pages.rows) }}
        rowKey={({ webhook_id }) => webhook_id}
        empty={text.webhooks.empty}
        columns={[
          {
            head: text.webhooks.url,
            cell: ({ webhook_id, url }) => (
              <Link
                to="/$appid/webhooks/$webhookId"
                params={{ appid, webhookId: webhook_id }}
                className="row-link"
              >
                {url}
              </Link>
            ),
          },
          { head: text.words.state, cell: (webhook) => <WebhookStateBadge webhook={webhook} /> },
          {
            head: text.webhooks.types,
            from: 'md',
            cell: ({ types }) => (types === null ? text.states.all : text.webhooks.typeCount(types.length)),
          },
          {
            head: text.webhooks.succeeded,
            from: 'lg',
            cell: ({ succeeded_at }) => <Time at={succeeded_at} />,
          },
        ]}
      />
      {adding && <AddWebhookDialog onClose={() => setAdding(false)} />}
    </Page>
  )
}
