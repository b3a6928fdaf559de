import type { BackendEvent } from '@callgrant/sdk/backend'
import { useText } from '../../text/use-text.ts'
import { Json } from '../../ui/json.tsx'
import { Time } from '../../ui/time.tsx'
import { eventGist } from './event-gist.ts'

/** One event: its type, what it is about, and all of it when it is opened. */
export function EventEntry({ event }: { event: BackendEvent }) {
  const text = useText()
  return (
    <li>
      <details>
        <summary className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-0.5 px-3 py-1.5 hover:bg-sunk lg:min-h-8">
          <span className="text-quiet">
            <Time at={event.at} />
          </span>
          <code className="font-semibold">{event.type}</code>
          <span className="min-w-0 [overflow-wrap:anywhere]">{eventGist(event)}</span>
        </summary>
        <div className="px-3 pb-3">
          <Json label={text.events.body} value={event} />
        </div>
      </details>
    </li>
  )
}
