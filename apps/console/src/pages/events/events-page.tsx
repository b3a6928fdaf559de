import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { Select } from '../../ui/select.tsx'
import { EventEntry } from './event-entry.tsx'
import { eventFits } from './event-fits.ts'
import { EVENT_TYPES } from './event-types.ts'
import { useLiveEvents } from './use-live-events.ts'

/** What happens, as it happens. */
export function EventsPage() {
  const text = useText()
  const { appid } = useConsole()
  const search = useSearch({ from: '/$appid/events' })
  const navigate = useNavigate()
  const [paused, setPaused] = useState(false)
  const { events, open, error } = useLiveEvents(paused)
  const shown = events.filter((event) => eventFits(event, search))
  const look = (changed: Partial<typeof search>) =>
    void navigate({
      to: '/$appid/events',
      params: { appid },
      search: { ...search, ...changed },
      replace: true,
    })
  return (
    <Page
      title={text.nav.events}
      about={text.events.about}
      actions={
        <Button onClick={() => setPaused(!paused)}>{paused ? text.events.resume : text.events.pause}</Button>
      }
    >
      <div className="flex flex-wrap items-end gap-3">
        <Select
          label={text.words.type}
          value={search.kind ?? ''}
          options={[['', text.states.all] as const, ...EVENT_TYPES.map((type) => [type, type] as const)]}
          onChange={(kind) => look({ kind })}
        />
        <SearchBox label={text.events.search} value={search.text ?? ''} onSearch={(text) => look({ text })} />
        <p role="status" className="flex min-h-8 items-center">
          <Badge tone={open ? 'good' : paused ? 'quiet' : 'warn'}>
            {open ? text.events.live : paused ? text.events.paused : text.events.connecting}
          </Badge>
        </p>
      </div>
      <ErrorNote error={error} />
      {shown.length === 0 ? (
        <Empty>{events.length === 0 ? text.events.empty : text.states.nothingFits}</Empty>
      ) : (
        <ol
          className="divide-y divide-line rounded-xl border border-line bg-surface"
          aria-label={text.nav.events}
        >
          {shown.map((event) => (
            <EventEntry key={event.id} event={event} />
          ))}
        </ol>
      )}
    </Page>
  )
}
