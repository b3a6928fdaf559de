/** Shows the call page for every call of a client, one at a time. */

import type { Call } from '@callgrant/sdk/calling'
import { loadCallPage, showCall } from '@callgrant/ui'
import { language } from './preferences.ts'

interface Client {
  on(event: 'currentCall', listener: (call: Call | null) => void): () => void
}

/**
 * @param name the app's own name for the other side, read when a call begins; empty: the name that the server sent
 * @param again calls the other side, after a call that failed or was missed
 * @param onActive called when a call page is opened and closed
 */
export function showCalls(
  client: Client,
  name: () => string,
  again: (call: Call) => void,
  onActive: (active: boolean) => void,
): () => void {
  // Where it cannot be loaded now, it is with the first call.
  loadCallPage().catch(() => {})
  const shown = new Set<string>()
  return client.on('currentCall', async (call) => {
    if (!call || shown.has(call.roomId)) return
    shown.add(call.roomId)
    onActive(true)
    await showCall({ call, name: name(), language: language(), onCallAgain: again })
    shown.delete(call.roomId)
    if (shown.size === 0) onActive(false)
  })
}
