/**
 * What a service worker does with a pushed ring: shows it with Answer and Decline, declines with no page open, brings the page
 * to the front or opens it, and makes "missed call" of it, or takes it away, when the ring is over.
 *
 * Of packages it imports types alone, so that it is one file wherever it is put.
 */

import type { RingMessage } from '@callgrant/protocol'
import { declineRing, isRing } from '../shared/read-ring.ts'

/** The part of `ServiceWorkerGlobalScope` that is used; its declarations cannot stand beside those of a page. */
interface Scope {
  location: { origin: string }
  registration: Pick<ServiceWorkerRegistration, 'getNotifications' | 'scope' | 'showNotification'>
  clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly WindowClient[]>
    openWindow(url: string): Promise<unknown>
  }
  navigator: { setAppBadge?(count: number): Promise<void> }
  addEventListener(type: 'push', listener: (event: PushEvent) => void): void
  addEventListener(type: 'notificationclick', listener: (event: ClickEvent) => void): void
}
interface WindowClient {
  focus(): Promise<unknown>
  postMessage(message: unknown, transfer: Transferable[]): void
}
interface Extendable {
  waitUntil(work: Promise<unknown>): void
}
type PushEvent = Extendable & { data: { json(): unknown } | null }
type ClickEvent = Extendable & { notification: Notification; action: string }
/** Declarations of pages leave out what only notifications of a worker have. */
type Options = NotificationOptions & {
  actions?: { action: string; title: string }[]
  renotify?: boolean
  vibrate?: number[]
}

export interface RingingWorkerOptions {
  /** Picture of a notification, and the small one of the status bar on Android; of your own origin. */
  icon?: string
  badge?: string
}

const WORDS = {
  en: {
    video: 'Incoming video call',
    voice: 'Incoming call',
    answer: 'Answer',
    decline: 'Decline',
    missed: 'Missed call',
    gone: 'Not ringing any more',
  },
  zh: {
    video: '视频来电',
    voice: '语音来电',
    answer: '接听',
    decline: '拒接',
    missed: '未接来电',
    gone: '已停止响铃',
  },
}
/** As a phone rings, for as long as platforms allow. */
const VIBRATION = [500, 300, 500, 1000, 500, 300, 500, 1000, 500, 300, 500]
/** How long open pages have to say that they are this person's; a page that is frozen does not. */
const PAGE_ANSWERS_MS = 1_000
/** Rooms whose end is remembered, should their ring arrive after it. */
const OVER_MAX = 50

/** Serves pushed rings in this service worker, beside whatever else it does. Call it once, at the top. */
export function serveRinging(options: RingingWorkerOptions = {}): void {
  const scope = globalThis as unknown as Scope
  const over = new Map<string, RingMessage>()

  const show = async (message: RingMessage) => {
    const { room_id, name, type } = message
    const tag = tagOf(room_id)
    if (type !== 'ring') remember(over, message)
    const now = over.get(room_id) ?? message
    await scope.registration.showNotification(name, {
      tag,
      lang: message.language,
      data: now,
      ...(options.icon !== undefined && { icon: options.icon }),
      ...(options.badge !== undefined && { badge: options.badge }),
      ...looksOf(now),
    } as Options)
    if (now.type === 'missed') await scope.navigator.setAppBadge?.(now.unread)
    // Browsers want something to be shown for each push, so it is shown and goes.
    if (now.type === 'gone') await close(scope, tag)
  }

  scope.addEventListener('push', (event) => {
    const data = readJson(event)
    if (isRing(data)) event.waitUntil(show(data))
  })
  scope.addEventListener('notificationclick', (event) => {
    const message: unknown = event.notification.data
    if (!isRing(message)) return
    event.notification.close()
    const isDecline = event.action === 'decline' && message.type === 'ring'
    event.waitUntil(isDecline ? declineRing(message) : open(scope, message, event.action === 'answer'))
  })
}

function readJson({ data }: PushEvent): unknown {
  try {
    return data?.json()
  } catch {
    return undefined // a push of the app's own, that is no JSON
  }
}

function looksOf(message: RingMessage): Options {
  const words = WORDS[message.language]
  if (message.type !== 'ring') return { body: words[message.type], silent: message.type === 'gone' }
  return {
    body: words[message.room_type],
    requireInteraction: true,
    renotify: true,
    vibrate: VIBRATION,
    actions: [
      { action: 'answer', title: words.answer },
      { action: 'decline', title: words.decline },
    ],
  }
}

function remember(over: Map<string, RingMessage>, message: RingMessage): void {
  over.set(message.room_id, message)
  const [oldest] = over.keys()
  if (over.size > OVER_MAX && oldest !== undefined) over.delete(oldest)
}

async function close({ registration }: Scope, tag: string): Promise<void> {
  for (const notification of await registration.getNotifications({ tag })) notification.close()
}

/** Brings the page of this person to the front, or opens one, with the call answered if that was tapped. */
async function open(scope: Scope, message: RingMessage, answer: boolean): Promise<void> {
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = await firstToTake(pages, { callgrant: 'open', room_id: message.room_id, answer })
  if (page) {
    await page.focus()
    return
  }
  const home = new URL(scope.registration.scope)
  const { page: to = '/' } = message
  const url = URL.canParse(to, home.href) ? new URL(to, home.href) : home
  if (url.origin !== scope.location.origin) url.href = home.href
  if (answer) url.searchParams.set('callgrant-answer', message.room_id)
  await scope.clients.openWindow(url.href)
}

/** The first page whose SDK says that it is the person's who is rung. */
function firstToTake(pages: readonly WindowClient[], message: object): Promise<WindowClient | null> {
  return new Promise((resolve) => {
    if (pages.length === 0) resolve(null)
    setTimeout(resolve, PAGE_ANSWERS_MS, null)
    for (const page of pages) {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve(page)
      page.postMessage(message, [port2])
    }
  })
}

function tagOf(roomId: string): string {
  return `callgrant:${roomId}`
}
