import type { BackendEvent } from '@callgrant/sdk/backend'

/** Whether an event is of the type, and has the text anywhere in it. */
export function eventFits(event: BackendEvent, filter: { kind?: string; text?: string }): boolean {
  const { kind, text } = filter
  if (kind && event.type !== kind) return false
  return !text || JSON.stringify(event).toLowerCase().includes(text.toLowerCase())
}
