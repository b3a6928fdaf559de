import type { CallFilter } from '@callgrant/sdk/backend'
import { useConsole } from '../../api/console-context.tsx'
import { usePages } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { Card } from '../../ui/card.tsx'
import { Select } from '../../ui/select.tsx'
import { CallsTable } from './calls-table.tsx'

interface CallsCardProps {
  /** Whose. */
  of: CallFilter
  /** When there are none at all. */
  empty: string
  /** Only those that were missed. */
  missed: boolean
  onMissed(to: boolean): void
}

/** The calls of one device or person, or those of them that were missed. */
export function CallsCard({ of, empty, missed, onMissed }: CallsCardProps) {
  const text = useText()
  const { backend } = useConsole()
  const filter: CallFilter = { ...of, ...(missed && { missed }) }
  const pages = usePages(['calls-of', filter], () => backend.calls.list(filter), { everyMs: 5_000 })
  return (
    <Card
      title={text.nav.calls}
      actions={
        <Select
          bare
          label={text.calls.state}
          value={missed ? 'missed' : ''}
          options={[
            ['', text.states.all],
            ['missed', text.calls.missed],
          ]}
          onChange={(to) => onMissed(to === 'missed')}
        />
      }
    >
      <CallsTable pages={pages} empty={missed ? text.calls.noneMissed : empty} />
    </Card>
  )
}
