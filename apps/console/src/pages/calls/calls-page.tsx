import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { usePages } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { CallFilters } from './call-filters.tsx'
import { CallsTable } from './calls-table.tsx'
import { startOf } from './start-of.ts'
import { TestRingDialog } from './test-ring-dialog.tsx'

const DAY_MS = 86_400_000

/** Live and past calls. */
export function CallsPage() {
  const text = useText()
  const { backend, appid } = useConsole()
  const mayRing = useMay('operator')
  const search = useSearch({ from: '/$appid/calls' })
  const navigate = useNavigate()
  const [ringing, setRinging] = useState(false)
  const { openid, model_id, sn, state, from, to } = search
  const filter = {
    ...(openid && { openid }),
    ...(model_id && { model_id }),
    ...(sn && { sn }),
    ...(state === 'missed' && { missed: true as const }),
    ...((state === 'live' || state === 'past') && { open: state === 'live' }),
    ...(startOf(from) !== null && { from: startOf(from) as number }),
    ...(startOf(to) !== null && { to: (startOf(to) as number) + DAY_MS }),
  }
  const pages = usePages(['calls', filter], () => backend.calls.list(filter), { everyMs: 3_000 })
  return (
    <Page
      title={text.nav.calls}
      about={text.calls.about}
      actions={
        mayRing && (
          <Button look="primary" onClick={() => setRinging(true)}>
            {text.ring.title}
          </Button>
        )
      }
    >
      <CallFilters
        value={search}
        onChange={(search) =>
          void navigate({ to: '/$appid/calls', params: { appid }, search, replace: true })
        }
      />
      <CallsTable
        pages={pages}
        empty={Object.keys(filter).length > 0 ? text.states.nothingFits : text.calls.empty}
      />
      {ringing && <TestRingDialog onClose={() => setRinging(false)} />}
    </Page>
  )
}
