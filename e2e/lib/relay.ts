/** Calls that may only go through a TURN server, and a record of what their clients send and receive. */

import type { IceServer, Reply, RequestType } from '@callgrant/protocol'
import { weriftMedia } from '@callgrant/sdk/calling'
import * as werift from 'werift'
import type { Coturn } from '../../scripts/lib/coturn.ts'
import { createTestbed, type Testbed } from './testbed.ts'

/** Seconds that a credential is good in these tests. */
export const TTL_SECONDS = 600

/** A test bed whose server names this coturn, over UDP. @param options `now` is the server's clock; real time by default */
export const testbedWithTurn = (
  { port, secret }: Coturn,
  options: { now?: () => number; origins?: string[] } = {},
): Promise<Testbed> =>
  createTestbed({
    ...(options.now && { now: options.now }),
    settings: {
      turnUrls: [`turn:127.0.0.1:${port}?transport=udp`],
      turnSecret: secret,
      turnTtlSeconds: TTL_SECONDS,
      allowedOrigins: options.origins ?? [],
    },
  })

export interface Candidate {
  candidateType: string
  address: string
  port: number
}

/** werift for a client of the SDK, with connections that offer nothing but what the relay gives them. */
export function relayOnly() {
  const made: werift.RTCPeerConnection[] = []
  const given: string[][] = []
  class RelayOnly extends werift.RTCPeerConnection {
    constructor(config: ConstructorParameters<typeof werift.RTCPeerConnection>[0]) {
      super({ ...config, iceTransportPolicy: 'relay' })
      made.push(this)
      given.push((config?.iceServers ?? []).flatMap(({ urls }) => urls))
    }
  }
  return {
    ...weriftMedia({ ...werift, RTCPeerConnection: RelayOnly }),
    /** The addresses of the servers that each connection was made with, in order, and whether it is closed. */
    connections: () =>
      made.map((connection, n) => ({
        closed: connection.connectionState === 'closed',
        urls: given[n] ?? [],
      })),
    /** Both ends of the path that the newest connection goes by. */
    async selected(): Promise<{ local: Candidate; remote: Candidate }> {
      return selectedPair([...((await made.at(-1)?.getStats())?.values() ?? [])])
    },
  }
}

/** Both ends of the path in use, out of the statistics of a connection. */
export function selectedPair(stats: readonly object[]): { local: Candidate; remote: Candidate } {
  const entries = stats as Record<string, unknown>[]
  const pair = entries.find(({ type, nominated }) => type === 'candidate-pair' && nominated)
  const candidate = (wanted: unknown) => entries.find(({ id }) => id === wanted) as unknown as Candidate
  return { local: candidate(pair?.localCandidateId), remote: candidate(pair?.remoteCandidateId) }
}

/** Records what a client sends and receives: its WebSocket's messages and its requests, unchanged. */
export function recordTraffic() {
  const wire: string[] = []
  const types = new Map<number, string>()
  const replies: { type: string; ice_servers: IceServer[] }[] = []
  let newest: WebSocket | undefined
  class RecordedSocket extends WebSocket {
    constructor(...given: ConstructorParameters<typeof WebSocket>) {
      super(...given)
      newest = this
      this.addEventListener('message', ({ data }) => {
        wire.push(data)
        const { reply_to, ice_servers } = JSON.parse(data) as { reply_to: number } & Reply<'call.accept'>
        if (ice_servers) replies.push({ type: types.get(reply_to) ?? 'notice', ice_servers })
      })
    }
    override send(data: string): void {
      wire.push(data)
      const { id, type } = JSON.parse(data) as { id: number; type: string }
      types.set(id, type)
      super.send(data)
    }
  }
  return {
    WebSocket: RecordedSocket,
    async fetch(...given: Parameters<typeof fetch>): Promise<Response> {
      const request = new Request(...given)
      wire.push(request.url, JSON.stringify([...request.headers]), await request.clone().text())
      const response = await fetch(request)
      wire.push(await response.clone().text())
      return response
    },
    wire,
    /** Closes the connection; the client makes another. */
    drop: () => newest?.close(),
    /** The TURN entry of the newest reply to such a request. */
    turnOf(type: RequestType): Turn | undefined {
      const reply = replies.findLast((reply) => reply.type === type)
      return reply?.ice_servers.find(({ urls }) => urls[0]?.startsWith('turn')) as Turn | undefined
    },
  }
}

type Turn = Required<IceServer>
