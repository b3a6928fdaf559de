import type { Delivery } from '@callgrant/protocol'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useConsole } from '../../api/console-context.tsx'
import { usePages } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { Select } from '../../ui/select.tsx'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { DeliveryDialog } from './delivery-dialog.tsx'
import { DeliveryStateBadge } from './delivery-state-badge.tsx'

const STATES: readonly Delivery['state'][] = ['failed', 'waiting', 'done']

/** What was sent, and what waits, newest first; each can be opened. */
export function Deliveries({ webhookId }: { webhookId: string }) {
  const text = useText()
  const { backend, appid } = useConsole()
  const search = useSearch({ from: '/$appid/webhooks/$webhookId' })
  const navigate = useNavigate()
  const state = STATES.find((each) => each === search.state)
  const filter = state ? { state } : {}
  const pages = usePages(
    ['deliveries', webhookId, filter],
    () => backend.webhooks.deliveries(webhookId, filter),
    {
      everyMs: 5_000,
    },
  )
  const look = (to: { state?: string; delivery?: string }) =>
    void navigate({
      to: '/$appid/webhooks/$webhookId',
      params: { appid, webhookId },
      search: to,
      replace: true,
    })
  return (
    <Card
      title={text.deliveries.title}
      actions={
        <Select
          bare
          label={text.words.state}
          value={state ?? ''}
          options={[
            ['', text.states.all] as const,
            ...STATES.map((each) => [each, text.deliveries.states[each]] as const),
          ]}
          onChange={(state) => look(state ? { state } : {})}
        />
      }
    >
      <Table
        name={text.deliveries.title}
        pages={pages}
        rowKey={({ delivery_id }) => delivery_id}
        empty={state ? text.states.nothingFits : text.deliveries.empty}
        columns={[
          {
            head: text.words.type,
            cell: ({ delivery_id, type }) => (
              <button
                type="button"
                className="row-link text-left"
                onClick={() => look({ ...filter, delivery: delivery_id })}
              >
                {type}
              </button>
            ),
          },
          { head: text.words.state, cell: ({ state }) => <DeliveryStateBadge state={state} /> },
          {
            head: text.deliveries.answer,
            from: 'md',
            cell: ({ status, error }) => (status === null ? (error ?? '–') : <Badge>{status}</Badge>),
          },
          { head: text.deliveries.attempts, from: 'md', numeric: true, cell: ({ attempts }) => attempts },
          { head: text.words.at, from: 'lg', cell: ({ created_at }) => <Time at={created_at} /> },
        ]}
      />
      {search.delivery && (
        <DeliveryDialog webhookId={webhookId} deliveryId={search.delivery} onClose={() => look(filter)} />
      )}
    </Card>
  )
}
