/** Calls that may only go through a TURN server, and what is told on the wire about it. */

import type { IceServer, Reply, RequestType } from '@callgrant/protocol'
import * as werift from 'werift'
import { weriftMedia } from '../../packages/sdk/src/calling/index.ts'
import { type House, house } from '../../packages/sdk/test/house.ts'
import type { Coturn } from '../../scripts/lib/coturn.ts'

/** Seconds that a credential is good in these tests. */
export const TTL_SECONDS = 600

/** A house whose server names this coturn, over UDP. @param now the server's clock; real time by default */
export const houseWithTurn = (
  { port, secret }: Coturn,
  options: { now?: () => number; origins?: string[] } = {},
): Promise<House> =>
  house({
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
  class RelayOnly extends werift.RTCPeerConnection {
    constructor(config: ConstructorParameters<typeof werift.RTCPeerConnection>[0]) {
      super({ ...config, iceTransportPolicy: 'relay' })
      made.push(this)
    }
  }
  return {
    ...weriftMedia({ ...werift, RTCPeerConnection: RelayOnly }),
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

/** What goes over a client's WebSocket and in its requests, word by word. */
export function tapped() {
  const wire: string[] = []
  const types = new Map<number, string>()
  const replies: { type: string; ice_servers: IceServer[] }[] = []
  let newest: WebSocket | undefined
  class Tapped extends WebSocket {
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
    WebSocket: Tapped,
    async fetch(...given: Parameters<typeof fetch>): Promise<Response> {
      const request = new Request(...given)
      wire.push(request.url, JSON.stringify([...request.headers]), await request.clone().text())
      const response = await fetch(request)
      wire.push(await response.clone().text())
      return response
    },
    wire,
    /** Loses the connection; the client makes another. */
    cut: () => newest?.close(),
    /** The TURN entry of the newest reply to such a request. */
    turnOf(type: RequestType): Turn | undefined {
      const reply = replies.findLast((reply) => reply.type === type)
      return reply?.ice_servers.find(({ urls }) => urls[0]?.startsWith('turn')) as Turn | undefined
    },
  }
}

type Turn = Required<IceServer>
