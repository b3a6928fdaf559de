/** The program of the sending thread: posts the rounds that it is handed, several at once. */

import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { installedTracing } from '../../telemetry/start-tracing.ts'
import { closeWebhookConnections } from './post-webhook.ts'
import { type Sender, sendRound } from './send-round.ts'
import type { FromThread, ThreadData, ToThread } from './sending-thread.ts'

/** Of 20 steps: a call that needs a processor now has it first, and deliveries still have a share of it. */
const NICE = 4

// On Linux alone the priority of "this process" is that of this thread.
if (process.platform === 'linux') setPriority(NICE)

const { settings, traces } = workerData as ThreadData
const tracing = (traces && (await installedTracing())?.openTelemetry(traces)) ?? null
/** To the server's clock, which is the store's. */
let clockOffsetMs = 0
const sender: Sender = { settings, tracing, now: () => Date.now() + clockOffsetMs }
const stopping = new AbortController()

parentPort?.on('message', async (message: ToThread) => {
  if (message.type === 'round') return serve(message)
  if (message.type === 'stop') return stopping.abort()
  await closeWebhookConnections(sender)
  if (message.type === 'cut') return
  await tracing?.stop()
  parentPort?.close()
})

async function serve({ id, round, clockOffsetMs: offset }: Extract<ToThread, { type: 'round' }>) {
  clockOffsetMs = offset
  const answer = (message: FromThread) => parentPort?.postMessage(message)
  try {
    answer({ id, sent: await sendRound(sender, round, stopping.signal) })
  } catch (error) {
    answer({ id, error: String(error) })
  }
}
