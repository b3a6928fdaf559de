/** The types of the live stream of events. */

import type { AppEvent, EventType } from '@callgrant/protocol'

/** An event of the stream: docs/events.md has every type. A newer server may also send types that are not listed there. */
export type BackendEvent = AppEvent
/** `call.changed`, `authorization.refused` … */
export type BackendEventType = EventType

export interface EventsOptions {
  /** Ends the stream: the loop over it ends. */
  signal?: AbortSignal
  /**
   * `id` of the last event that was handled before: the stream goes on behind it, so that a back end that restarts misses
   * nothing. Absent: it begins with what happens from now on.
   */
  after?: string
  /**
   * Called each time the stream has been opened. `resumed`: false the first time; true: what happened since the last event
   * follows, and nothing is missed.
   */
  onOpen?: (state: { resumed: boolean }) => void
  /** Called when the stream broke off or could not be opened, before it is tried again. */
  onError?: (error: unknown) => void
}

/**
 * Opens the stream of events, each once and in order, which goes on until its signal is aborted or the loop over it is left.
 * It opens again by itself when the connection breaks or the server is away, and goes on behind the last event.
 * @throws CallgrantError in the loop, when a retry would not help: `unauthenticated`, `forbidden`; `events_gone` when what
 *   followed is not all kept any more (30 days unless set otherwise): read the state, and open it without `after`
 */
export type BackendEvents = (options?: EventsOptions) => AsyncIterable<BackendEvent>
