/** Looks for what is to be sent to webhooks at an interval while a node is running. */

import { randomUUID } from 'node:crypto'
import type { Context } from '../../context.ts'
import { closeWebhookConnections } from '../../outbound/webhooks/post-webhook.ts'
import type { SendingThread } from '../../outbound/webhooks/sending-thread.ts'
import { claimWebhooks, serveWebhook } from './deliver-webhooks.ts'

export interface WebhookSender {
  /** Begins no further attempt; ends once those under way are answered, or 3 s later, and written down. */
  stop(): Promise<void>
}

const EVERY_MS = 100
/** Webhooks that this node serves at once. */
const SERVED_MAX = 200
/** How long receivers have to answer once the node stops. */
const STOP_MS = 3_000

/** A failure of the store, or of the thread that posts, is logged and tried again; the leases end by themselves. */
export function startWebhookSender(ctx: Context, thread: SendingThread, everyMs = EVERY_MS): WebhookSender {
  const node = randomUUID()
  const stopping = new AbortController()
  /** Each is served beside the looks for others, so that a slow one keeps nobody waiting. */
  const serving = new Set<Promise<void>>()
  let timer: NodeJS.Timeout
  let looking = Promise.resolve()

  const warn = (err: unknown) => ctx.log.warn({ err }, 'sending to webhooks failed; it is tried again')
  const look = async () => {
    const room = SERVED_MAX - serving.size
    if (room === 0) return
    for (const webhook of await claimWebhooks(ctx, node, room)) {
      const served = serveWebhook(ctx, webhook, stopping.signal, thread.send)
        .catch(warn)
        .finally(() => serving.delete(served))
      serving.add(served)
    }
  }
  const again = () => {
    timer = setTimeout(() => {
      looking = look()
        .catch(warn)
        .then(() => {
          if (!stopping.signal.aborted) again()
        })
    }, everyMs)
  }
  again()
  return {
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await looking
      // A receiver that has not answered by then is sent it again.
      const cut = setTimeout(() => thread.cut(), STOP_MS)
      await Promise.all(serving)
      clearTimeout(cut)
      await thread.stop()
      // Of test events, which are posted here.
      await closeWebhookConnections(ctx)
    },
  }
}
