/**
 * Makes a ring hard to miss for somebody who looks elsewhere: the title and the icon of the tab change, and the system
 * shows a notification where the person has allowed it to this site. All of it is taken back when the ring ends.
 */

export interface Ring {
  /** `Front door is calling` */
  title: string
  /** `invites you to a video call` */
  body: string
  /** The same for one call, so that its notification is shown once. */
  tag: string
}

/** How often the title changes between the ring and the app's own, in milliseconds. */
const TITLE_MS = 1000

export class Attention {
  #ring: Ring | null = null
  #stop: () => void = () => {}

  /** Begins, or ends with `null`. The same ring again changes nothing. */
  call(ring: Ring | null): void {
    if (ring?.tag === this.#ring?.tag && ring?.title === this.#ring?.title) return
    this.#stop()
    this.#ring = ring
    if (!ring) return
    const stops = [changeTitle(ring.title), changeIcon(), notify(ring)]
    this.#stop = () => {
      for (const stop of stops) stop()
      this.#stop = () => {}
    }
  }
}

/** @returns restores it; a title that the app has set meanwhile is the one that stays */
function changeTitle(text: string): () => void {
  let own = document.title
  let shown = own
  let rings = true
  const ringing = `\u{1F4DE} ${text}`
  const show = () => {
    // What the app has written since belongs to the app.
    if (document.title !== shown) own = document.title
    document.title = rings ? ringing : own
    shown = document.title
  }
  show()
  const timer = setInterval(() => {
    rings = !rings
    show()
  }, TITLE_MS)
  return () => {
    clearInterval(timer)
    if (document.title === shown) document.title = own
  }
}

/** Puts a ringing icon in place of the page's own. @returns restores those */
function changeIcon(): () => void {
  const own = [...document.head.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')]
  const icon = document.createElement('link')
  icon.rel = 'icon'
  icon.href = drawIcon()
  const rels = own.map((link) => link.rel)
  // Their places in the page are the app's: only what they mean is changed.
  for (const link of own) link.rel = 'callgrant-icon'
  document.head.append(icon)
  return () => {
    icon.remove()
    for (const [index, link] of own.entries())
      if (link.rel === 'callgrant-icon') link.rel = rels[index] ?? 'icon'
  }
}

/** A white receiver on green, as a PNG, which every browser takes. */
function drawIcon(): string {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 })
  const context = canvas.getContext('2d')
  if (context) {
    context.fillStyle = '#07883f'
    context.beginPath()
    context.arc(32, 32, 32, 0, 2 * Math.PI)
    context.fill()
    context.scale(64 / 24, 64 / 24)
    context.translate(3.6, 3.6)
    context.scale(0.7, 0.7)
    context.fillStyle = '#fff'
    context.fill(
      new Path2D(
        'M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z',
      ),
    )
  }
  return canvas.toDataURL('image/png')
}

/**
 * A notification, unless the page is in sight, where the call page itself is. It never asks for the permission: that is
 * the app's to ask, when the person can see why.
 * @returns takes it away
 */
function notify({ title, body, tag }: Ring): () => void {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return () => {}
  let over = false
  let close = () => {}
  const options = { body, tag, requireInteraction: true }
  const open = async () => {
    try {
      const notification = new Notification(title, options)
      notification.onclick = () => {
        window.focus()
        notification.close()
      }
      close = () => notification.close()
    } catch {
      // TypeError in browsers on Android, where only a service worker may notify.
      const worker = await navigator.serviceWorker?.getRegistration()
      if (!worker || over) return
      await worker.showNotification(title, options)
      close = () =>
        void worker.getNotifications({ tag }).then((shown) => {
          for (const notification of shown) notification.close()
        })
      if (over) close()
    }
  }
  const openOutOfSight = () => {
    if (document.visibilityState === 'visible' && document.hasFocus()) return
    stopWaiting()
    void open()
  }
  const stopWaiting = () => {
    document.removeEventListener('visibilitychange', openOutOfSight)
    removeEventListener('blur', openOutOfSight)
  }
  document.addEventListener('visibilitychange', openOutOfSight)
  addEventListener('blur', openOutOfSight)
  openOutOfSight()
  return () => {
    over = true
    stopWaiting()
    close()
  }
}
