/** Shows the call page for every call of a client, one at a time. */

import type { Call } from '@callgrant/sdk/calling'
import { showCall } from '@callgrant/sdk/ui'
import { language } from './preferences.ts'

interface Client {
  on(event: 'currentCall', listener: (call: Call | null) => void): () => void
}

/**
 * @param name the app's own name for the other side, read when a call begins; empty: the one that came with the call
 * @param onActive told when a call page is opened and closed
 */
export function showCalls(
  client: Client,
  name: () => string,
  onActive: (active: boolean) => void,
): () => void {
  const shown = new Set<string>()
  return client.on('currentCall', async (call) => {
    if (!call || shown.has(call.roomId)) return
    shown.add(call.roomId)
    onActive(true)
    await showCall({ call, name: name(), language: language() })
    shown.delete(call.roomId)
    if (shown.size === 0) onActive(false)
  })
}
