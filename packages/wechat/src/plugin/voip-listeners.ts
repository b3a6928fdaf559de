/** The listeners of `onVoipEvent`. An error that one throws is reported as the app's own, and stops no other. */

import type { Call } from '@callgrant/sdk/calling'
import type { WmpfVoipEvent, WmpfVoipEventData, WmpfVoipEventName } from './events.ts'

export class VoipListeners {
  readonly #listeners = new Set<{ listener: (event: WmpfVoipEvent) => void }>()
  readonly #hasRoomId: boolean

  /** @param hasRoomId false below plugin 2.4.0, which has `groupId` alone */
  constructor(hasRoomId: boolean) {
    this.#hasRoomId = hasRoomId
  }

  /** A listener that is added twice is called twice. @returns a function that removes this one */
  add(listener: (event: WmpfVoipEvent) => void): () => void {
    const entry = { listener }
    this.#listeners.add(entry)
    return () => {
      this.#listeners.delete(entry)
    }
  }

  /** @param room null: an event of no call (`callPageOnShow`) */
  emit<Name extends WmpfVoipEventName>(
    eventName: Name,
    room: string | null,
    data: WmpfVoipEventData[Name],
  ): void {
    // A listener that is added or removed by another one counts from the next event on.
    for (const { listener } of [...this.#listeners]) {
      const rooms = room !== null && { ...(this.#hasRoomId && { roomId: room }), groupId: room }
      // Each listener gets its own copy, so that none sees what another has changed in it.
      const event = { eventName, ...rooms, data: structuredClone(data) } as unknown as WmpfVoipEvent
      try {
        listener(event)
      } catch (error) {
        report(error)
      }
    }
  }

  /** `showCustomBox` or `hideCustomBox` of this call, with the ids of both sides. */
  emitCustomBox(eventName: 'showCustomBox' | 'hideCustomBox', { roomId, snapshot }: Call): void {
    this.emit(eventName, roomId, { callerId: snapshot.caller.id, listenerId: snapshot.listener.id })
  }
}

/** Throws an error as an uncaught one, where the app's own errors are looked for. */
export function report(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
