import type { BackendEvent } from '@callgrant/sdk/backend'
import { useEffect, useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'

/** So many are kept on the page; older ones go. */
const KEPT = 500

export interface LiveEvents {
  /** Newest first. */
  events: BackendEvent[]
  open: boolean
  error: Error | null
}

/** The events of the app from now on. @param paused nothing is added meanwhile; what was missed is not shown later */
export function useLiveEvents(paused: boolean): LiveEvents {
  const { backend } = useConsole()
  const [events, setEvents] = useState<BackendEvent[]>([])
  const [open, setOpen] = useState(false)
  const [error, setError] = useState<Error | null>(null)
  useEffect(() => {
    if (paused) return
    const ending = new AbortController()
    const follow = async () => {
      const stream = backend.events({
        signal: ending.signal,
        onOpen: () => {
          setOpen(true)
          setError(null)
        },
        onError: () => setOpen(false),
      })
      for await (const event of stream) setEvents((before) => [event, ...before].slice(0, KEPT))
    }
    follow().catch((error: Error) => setError(error))
    return () => {
      ending.abort()
      setOpen(false)
    }
  }, [backend, paused])
  return { events, open, error }
}
