/**
 * `wmpf.Channel`: how a device's Mini Program talks to the app that shows it, the host. WeChat passes text between the
 * two and does not look at it; so does this.
 */

import { Check } from '@callgrant/sdk/platform'
import { type AsyncApiWith, asyncFunction, callAll, Refused, syncFunction } from './api/async-api.ts'

/**
 * The host's side of `invoke` and `invokeSync`.
 * @param command what the Mini Program asks for
 * @param data its argument: a text as it is, anything else as JSON; `''`: none
 * @returns the answer: a text as it is, anything else as JSON. A promise, for `invoke` alone
 */
export type WmpfHost = (command: string, data: string) => unknown

interface Invoke {
  command: string
  data?: unknown
}
interface Answer {
  data: string
}
type Listener = (told: { data: string }) => void

export interface WmpfChannel {
  /** Has the host carry out a command. `fail`: the host threw, or there is none. */
  invoke: AsyncApiWith<Invoke, Answer>
  /** The same at once. @throws WxError */
  invokeSync(option: Invoke): Answer & { errMsg: string }
  /** Tells the host that it may send this event. */
  registerEvent: AsyncApiWith<{ event: string }, object>
  unregisterEvent: AsyncApiWith<{ event: string }, object>
  /** Calls `listener` with what the host sends with a registered event. */
  on(event: string, listener: Listener): void
  /** Without a listener, removes all of this event. */
  off(event: string, listener?: Listener): void
}

/** The channel, and the host's end of it. */
export interface HostChannel {
  channel: WmpfChannel
  /** The events that the Mini Program has registered. */
  readonly registered: ReadonlySet<string>
  /** Sends an event. @returns whether it was registered, and so was sent */
  send(event: string, data?: unknown): boolean
}

/** @param host undefined: there is none, and commands fail */
export function createChannel(host: WmpfHost | undefined): HostChannel {
  const registered = new Set<string>()
  const listeners = new Map<string, Listener[]>()
  const run = ({ command, data }: Invoke): unknown => {
    if (!host) throw new Refused('there is no host: pass `device.host` to createWx')
    return host(command, textOf(data))
  }
  const needs = (name: 'command' | 'event') => (check: Check) => check.needs(name, 'String')
  return {
    registered,
    send(event, data) {
      if (!registered.has(event)) return false
      callAll([...(listeners.get(event) ?? [])], { data: textOf(data) })
      return true
    },
    channel: {
      invoke: asyncFunction(
        'invoke',
        async (option: Invoke) => ({ data: textOf(await run(option)) }),
        needs('command'),
      ),
      invokeSync: (option) =>
        syncFunction('invokeSync', () => {
          const check = new Check(option ?? {})
          needs('command')(check)
          check.done()
          const answer = run(option)
          if (answer instanceof Promise) throw new Refused('the host answers with a promise: use invoke')
          return { data: textOf(answer), errMsg: 'invokeSync:ok' }
        }),
      registerEvent: asyncFunction(
        'registerEvent',
        ({ event }: { event: string }) => {
          registered.add(event)
          return {}
        },
        needs('event'),
      ),
      unregisterEvent: asyncFunction(
        'unregisterEvent',
        ({ event }: { event: string }) => {
          registered.delete(event)
          return {}
        },
        needs('event'),
      ),
      on(event, listener) {
        listeners.set(event, [...(listeners.get(event) ?? []), listener])
      },
      off(event, listener) {
        const kept = (listeners.get(event) ?? []).filter((one) => listener && one !== listener)
        listeners.set(event, kept)
      },
    },
  }
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
