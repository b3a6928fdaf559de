/** One TURN allocation, made and released: what a client of a call does, but exact about why it failed. */

import { isIPv6 } from 'node:net'
import type { Address, TurnProtocol } from 'werift'
import type { Werift } from './werift.ts'

export type Allocation =
  /** `guarded`: it first asked for a credential. */
  | { outcome: 'given'; address: string; guarded: boolean }
  /** It answered with an error: 401 when the credential is wrong or too old. */
  | { outcome: 'refused'; code: number; reason: string }
  | { outcome: 'unreached'; why: string }

const ANSWER_MS = 3000
/** In seconds; it is released at once all the same. */
const LIFETIME = 60

/** @param url `turn:host:port`, `turn:host:port?transport=tcp` or `turns:host:port` */
export async function allocate(
  url: string,
  { username, credential }: { username: string; credential: string },
): Promise<Allocation> {
  const werift = await import('werift')
  const { turnServer, turnTransport = 'udp' } = werift.parseIceServers([{ urls: url }])
  if (!turnServer) return { outcome: 'unreached', why: 'no address of a TURN server' }
  let turn: TurnProtocol | undefined
  let timer: NodeJS.Timeout | undefined
  try {
    const transport = await connect(werift, turnServer, turnTransport)
    turn = new werift.TurnProtocol(turnServer, username, credential, LIFETIME, transport)
    const given = turn.connectionMade()
    const refused = refusal(werift, turn)
    const silence = new Promise<never>((_, late) => {
      timer = setTimeout(() => late(new Error('no answer')), ANSWER_MS)
    })
    await Promise.race([given, refused, silence])
    await release(werift, turn)
    const [host, port] = turn.relayedAddress
    return { outcome: 'given', address: `${host}:${port}`, guarded: turn.integrityKey !== undefined }
  } catch (error) {
    return failure(error)
  } finally {
    clearTimeout(timer)
    for (const transaction of Object.values(turn?.transactions ?? {})) transaction.cancel()
    await turn?.close()
  }
}

async function connect(werift: Werift, address: Address, transport: 'udp' | 'tcp' | 'tls') {
  const within = { connectTimeoutMs: ANSWER_MS }
  if (transport === 'tcp') return werift.TcpTransport.init(address, within)
  if (transport === 'tls') return werift.TlsTransport.init(address, undefined, within)
  return werift.UdpTransport.init(isIPv6(address[0]) ? 'udp6' : 'udp4')
}

/**
 * Rejects with the server's answer to a credential that it does not accept. werift passes over that answer, since
 * nobody can sign it without a good credential, and would wait as if there were none.
 */
function refusal({ parseMessage, classes }: Werift, turn: TurnProtocol): Promise<never> {
  return new Promise((_, refused) => {
    const { transport } = turn
    const take = transport.onData
    transport.onData = (data, from) => {
      const message = turn.integrityKey && parseMessage(data)
      if (message?.messageClass === classes.ERROR) refused(Object.assign(new Error(), { response: message }))
      else take(data, from)
    }
  })
}

async function release({ Message, methods, classes }: Werift, turn: TurnProtocol): Promise<void> {
  const request = new Message(methods.REFRESH, classes.REQUEST).setAttribute('LIFETIME', 0)
  await turn.requestWithRetry(request as InstanceType<Werift['Message']>, turn.server)
}

function failure(error: unknown): Allocation {
  const { response, message, code } = error as NodeJS.ErrnoException & {
    response?: { getAttributeValue(name: 'ERROR-CODE'): [number, string] | undefined }
  }
  const said = response?.getAttributeValue('ERROR-CODE')
  if (said) return { outcome: 'refused', code: said[0], reason: said[1] }
  return { outcome: 'unreached', why: message || code || 'no answer' }
}
