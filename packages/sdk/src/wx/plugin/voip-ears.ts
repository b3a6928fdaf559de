/** Who listens to `onVoipEvent`. One listener's error is the app's own: it is reported and stops no other. */

import type { Call } from '../../calling/types.ts'
import type { WmpfVoipEvent, WmpfVoipEventData, WmpfVoipEventName } from './events.ts'

export class VoipEars {
  readonly #listeners = new Set<{ listener: (event: WmpfVoipEvent) => void }>()
  readonly #hasRoomId: boolean

  /** @param hasRoomId false below plugin 2.4.0, which knows `groupId` alone */
  constructor(hasRoomId: boolean) {
    this.#hasRoomId = hasRoomId
  }

  /** A listener bound twice hears everything twice. @returns a function that takes this one away */
  on(listener: (event: WmpfVoipEvent) => void): () => void {
    const entry = { listener }
    this.#listeners.add(entry)
    return () => {
      this.#listeners.delete(entry)
    }
  }

  /** @param room null: an event of no call (`callPageOnShow`) */
  tell<Name extends WmpfVoipEventName>(
    eventName: Name,
    room: string | null,
    data: WmpfVoipEventData[Name],
  ): void {
    // Whoever binds or leaves while this is told changes the next event, not this one.
    for (const { listener } of [...this.#listeners]) {
      const rooms = room !== null && { ...(this.#hasRoomId && { roomId: room }), groupId: room }
      // Each gets its own: what one writes into it, the next does not read.
      const event = { eventName, ...rooms, data: structuredClone(data) } as unknown as WmpfVoipEvent
      try {
        listener(event)
      } catch (error) {
        report(error)
      }
    }
  }

  /** Tells an event of this call with both sides' ids. */
  tellCustomBox(eventName: 'showCustomBox' | 'hideCustomBox', { roomId, snapshot }: Call): void {
    this.tell(eventName, roomId, { callerId: snapshot.caller.id, listenerId: snapshot.listener.id })
  }
}

/** As an uncaught error, where the app's own errors are looked for. */
export function report(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
