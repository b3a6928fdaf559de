/**
 * Rings for a person who has no page open: subscribes this browser, says when its page is in sight, and answers what
 * was answered on the notification. Loaded when it is first needed.
 */

import type { PushService, SubscribedPush, SubscribePush } from '@callgrant/protocol'
import { CallgrantError, type Language } from '@callgrant/protocol/errors'
import type { LazyCallClient } from '../shared/client.ts'
import type { Credential } from '../shared/credential.ts'
import type { Http } from '../shared/http.ts'
import type { RingingOptions, RingingState } from './types.ts'

/** What the worker adds to the address of a page that it opens. */
const ANSWER = 'callgrant-answer'

export interface RingingParts {
  http: Http
  credential: Credential
  /** Address of the server. */
  server: string
  language: Language
  calls: LazyCallClient
  options: RingingOptions | undefined
}

export class Ringing {
  readonly #parts: RingingParts
  /** The subscription of this browser, as the server knows it. */
  #id: string | null = null
  /** The call that was answered on its notification, until it rings here. */
  #answering: string | null = null
  #stop: (() => void)[] | null = null

  constructor(parts: RingingParts) {
    this.#parts = parts
  }

  async state(): Promise<RingingState> {
    if (!isSupported()) return 'unsupported'
    if (Notification.permission === 'denied') return 'denied'
    return (await this.#subscription()) === null ? 'off' : 'on'
  }

  /** @throws CallgrantError `network` also when the browser cannot reach its push service */
  async enable(): Promise<RingingState> {
    if (!isSupported()) return 'unsupported'
    if ((await Notification.requestPermission()) !== 'granted') return 'denied'
    await this.#subscribeBrowser(await this.#register())
    this.start()
    await this.#tellSight()
    return 'on'
  }

  async disable(): Promise<void> {
    const subscription = isSupported() ? await this.#subscription() : null
    const id = this.#id ?? (subscription && (await idOf(subscription.endpoint)))
    await subscription?.unsubscribe()
    this.#id = null
    if (id === null) return
    const { http, credential } = this.#parts
    await http.request('DELETE', `/v1/me/push/${id}`, undefined, credential)
  }

  /** Hears what the worker says, and what the page's address says that it opened. Once until `stop`. */
  start(): void {
    if (this.#stop || !isSupported()) return
    const { calls, options } = this.#parts
    this.#answering = takeAnswer()
    const onMessage = (event: MessageEvent) => this.#hear(event)
    const onSight = () => void this.#tellSight()
    navigator.serviceWorker.addEventListener('message', onMessage)
    document.addEventListener('visibilitychange', onSight)
    this.#stop = [
      () => navigator.serviceWorker.removeEventListener('message', onMessage),
      () => document.removeEventListener('visibilitychange', onSight),
      calls.events.on('incomingCall', (call) => {
        if (call.roomId === this.#answering) this.#answer()
        call.on('change', () => {
          if (call.state !== 'incoming') void this.#closeNotification(call.roomId)
        })
      }),
      calls.events.on('signedIn', () => void this.#tellSight()),
      calls.events.on('missedCallsChanged', ({ unread }) => {
        if (options?.badge !== false) void showBadge(unread)
      }),
    ]
  }

  /** After the client has connected: a browser that has subscribed says so again, and that its page is in sight. */
  async refresh(): Promise<void> {
    if (!isSupported() || !this.#parts.options) return
    const registration = await this.#registration()
    if (!(await registration?.pushManager.getSubscription())) return
    if (registration) await this.#subscribeBrowser(registration)
    await this.#tellSight()
  }

  stop(): void {
    for (const stop of this.#stop ?? []) stop()
    this.#stop = null
  }

  /** Rings come by the connection while the page is in sight, and are pushed else: a page out of sight may be frozen. */
  async #tellSight(): Promise<void> {
    const { calls } = this.#parts
    if (this.#id === null || !['connecting', 'online'].includes(calls.connection)) return
    const { socket } = await calls.load()
    const subscription_id = document.visibilityState === 'visible' ? this.#id : null
    try {
      await socket.request('push.pause', { subscription_id })
    } catch (error) {
      // Said again with the next sign-in; an older server does not know it, and pushes always.
      if (!(error instanceof CallgrantError)) throw error
    }
  }

  #hear({ data, ports }: MessageEvent): void {
    if (data?.callgrant !== 'open' || this.#parts.calls.connection === 'idle') return
    ports[0]?.postMessage(true)
    if (data.answer !== true) return
    this.#answering = String(data.room_id)
    if (this.#parts.calls.current?.roomId === this.#answering) this.#answer()
  }

  /** What the person tapped on the notification; what becomes of it, the call itself tells the page. */
  #answer(): void {
    this.#answering = null
    const call = this.#parts.calls.current
    // Over, or answered elsewhere, in this very moment.
    if (call?.state === 'incoming') call.accept().catch(() => {})
  }

  async #closeNotification(roomId: string): Promise<void> {
    const registration = await this.#registration()
    const shown = await registration?.getNotifications({ tag: `callgrant:${roomId}` })
    for (const notification of shown ?? []) notification.close()
  }

  async #subscription(): Promise<PushSubscription | null> {
    return (await (await this.#registration())?.pushManager.getSubscription()) ?? null
  }

  /** The worker's registration, if there is one already. */
  async #registration(): Promise<ServiceWorkerRegistration | undefined> {
    const { worker, scope } = this.#required()
    if (typeof worker === 'function') return worker()
    return navigator.serviceWorker.getRegistration(scope ?? new URL('.', new URL(worker, location.href)).href)
  }

  async #register(): Promise<ServiceWorkerRegistration> {
    const { worker, scope } = this.#required()
    const registration =
      typeof worker === 'function'
        ? await worker()
        : await navigator.serviceWorker.register(worker, scope === undefined ? {} : { scope })
    await isActive(registration)
    return registration
  }

  async #subscribeBrowser({ pushManager }: ServiceWorkerRegistration): Promise<void> {
    const { http, credential, language, options, server } = this.#parts
    const { public_key } = await http.request<PushService>('GET', '/v1/me/push', undefined, credential)
    const before = await pushManager.getSubscription()
    const isOurs = before?.options && keyOf(before) === public_key
    // With another key, as after the server's was replaced, nothing would reach it.
    if (before && !isOurs) await before.unsubscribe()
    const subscription = before && isOurs ? before : await subscribeTo(pushManager, public_key)
    const { endpoint, keys } = subscription.toJSON()
    const wish: SubscribePush = {
      kind: 'web',
      endpoint: endpoint as string,
      keys: keys as { p256dh: string; auth: string },
      page: options?.page ?? location.pathname + location.search + location.hash,
      server,
      language,
    }
    const { subscription_id } = await http.request<SubscribedPush>('POST', '/v1/me/push', wish, credential)
    this.#id = subscription_id
  }

  #required(): RingingOptions {
    const { options } = this.#parts
    if (!options) throw new TypeError('createPerson: pass `ringing: { worker: "/ringing-worker.js" }`.')
    return options
  }
}

/** False in Node, React Native and browsers without push; on iOS, in a page that was not added to the home screen. */
function isSupported(): boolean {
  return (
    typeof document !== 'undefined' &&
    'serviceWorker' in navigator &&
    'PushManager' in globalThis &&
    'Notification' in globalThis
  )
}

/** The room that the page was opened to answer; the address is as it was then, so that a reload answers nothing. */
function takeAnswer(): string | null {
  const url = new URL(location.href)
  const room = url.searchParams.get(ANSWER)
  if (room === null) return null
  url.searchParams.delete(ANSWER)
  history.replaceState(history.state, '', url)
  return room
}

async function isActive({ installing, waiting, active }: ServiceWorkerRegistration): Promise<void> {
  const worker = installing ?? waiting
  if (active || !worker) return
  await new Promise<void>((resolve) => {
    const check = () => {
      if (worker.state === 'activated' || worker.state === 'redundant') resolve()
    }
    worker.addEventListener('statechange', check)
    check()
  })
}

async function subscribeTo(
  pushManager: PushManager,
  applicationServerKey: string,
): Promise<PushSubscription> {
  try {
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
  } catch (cause) {
    const message = 'The browser could not subscribe at its push service. Check the network, then try again.'
    throw new CallgrantError('network', { message, cause })
  }
}

const base64url = (bytes: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

function keyOf({ options }: PushSubscription): string | null {
  return options.applicationServerKey && base64url(options.applicationServerKey)
}

/** As the server makes it. */
async function idOf(endpoint: string): Promise<string> {
  return base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint)))
}

async function showBadge(unread: number): Promise<void> {
  if (unread > 0) await navigator.setAppBadge?.(unread)
  else await navigator.clearAppBadge?.()
}
