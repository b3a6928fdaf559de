/** Connects to NATS as the settings say, and stays connected: it tries again for ever, less often with time. */

import { readFileSync } from 'node:fs'
import { CallgrantError } from '@callgrant/protocol/errors'
import {
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  type NatsConnection,
} from '@nats-io/transport-node'
import type { Logger } from 'pino'
import { natsServers } from '../../config/nats-url.ts'
import type { Settings } from '../../config/settings.ts'

/** The settings of the bus; `natsUrl` is set. */
export type NatsSettings = Pick<
  Settings,
  'natsUrl' | 'natsCreds' | 'natsCa' | 'natsCert' | 'natsKey' | 'natsPrefix'
>

/** Why NATS cannot be used, in a sentence. */
class BusError extends Error {
  override name = 'BusError'
}

/** How long one attempt to connect may take, in milliseconds. */
const CONNECT_MS = 5_000
/** A connection that is idle is pinged so often; after two pings without an answer it counts as lost. */
const PING_MS = 2_000
/** The pause between two attempts on one server grows from the first to the second, in milliseconds. */
const PAUSE_MS = 50
const PAUSE_MAX_MS = 3_000

/**
 * @throws CallgrantError `unavailable` with a BusError as its cause, when NATS cannot be reached at the start
 */
export async function connectToNats(
  settings: NatsSettings,
  log: Pick<Logger, 'error'>,
): Promise<NatsConnection> {
  const { natsUrl, natsCreds, natsCa, natsCert, natsKey, natsPrefix } = settings
  const { servers, tls, ...credentials } = natsServers(natsUrl ?? '')
  const files = {
    ...(natsCa !== null && { caFile: natsCa }),
    ...(natsCert !== null && { certFile: natsCert }),
    ...(natsKey !== null && { keyFile: natsKey }),
  }
  const options: ConnectionOptions = {
    servers,
    ...credentials,
    // The client takes up TLS by itself where the server offers it.
    ...((tls || Object.keys(files).length > 0) && { tls: files }),
    ...(natsCreds !== null && { authenticator: credsAuthenticator(credentialsFile(natsCreds, log)) }),
    name: 'callgrant',
    // One permission is enough: `callgrant.>`.
    inboxPrefix: `${natsPrefix}.inbox`,
    noAsyncTraces: true,
    timeout: CONNECT_MS,
    pingInterval: PING_MS,
    maxPingOut: 2,
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true,
    reconnectDelayHandler: growingPause(),
  }
  try {
    return await connect(options)
  } catch (cause) {
    throw busUnavailable(`NATS at ${servers.join(', ')} cannot be used: ${(cause as Error).message}`, cause)
  }
}

/** The bus cannot carry a message now. */
export function busUnavailable(why: string, cause?: unknown): CallgrantError {
  return new CallgrantError('unavailable', { cause: new BusError(why, { cause }) })
}

/** Uneven, so that nodes that lost the same server do not all come back to it at once. */
function growingPause(): () => number {
  let pause = PAUSE_MS
  let asked = performance.now()
  return () => {
    const now = performance.now()
    // The client asks before each attempt and between two: after a long silence it was connected.
    pause = now - asked > 2 * PAUSE_MAX_MS ? PAUSE_MS : Math.min(PAUSE_MAX_MS, pause * 1.3)
    asked = now
    return pause * (0.5 + Math.random() / 2)
  }
}

/** Reads the file at each connection, since it may be renewed; keeps what it had while it cannot be read. */
function credentialsFile(path: string, log: Pick<Logger, 'error'>): () => Uint8Array {
  let content: Uint8Array
  try {
    content = readFileSync(path)
  } catch (cause) {
    throw busUnavailable(`CALLGRANT_NATS_CREDS names ${path}, which cannot be read`, cause)
  }
  return () => {
    try {
      content = readFileSync(path)
    } catch (err) {
      log.error({ err }, 'the credentials for NATS cannot be read again; those of before are used')
    }
    return content
  }
}
