/** The small picture: dragged to a corner with a pointer, or moved by the arrow keys. */

import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** 0: left or top, 1: right or bottom. */
export interface Corner {
  x: 0 | 1
  y: 0 | 1
}

/** How far a pointer moves before it drags instead of tapping, in CSS pixels. */
const DRAG_PX = 8

/** The corner that is nearest to a point. @param x, y 0 to 1 across the page */
export const nearestCorner = (x: number, y: number): Corner => ({ x: x < 0.5 ? 0 : 1, y: y < 0.5 ? 0 : 1 })

/** Where an arrow key moves it; null: the key moves nothing. */
export function cornerAfter({ x, y }: Corner, key: string): Corner | null {
  if (key === 'ArrowLeft') return { x: 0, y }
  if (key === 'ArrowRight') return { x: 1, y }
  if (key === 'ArrowUp') return { x, y: 0 }
  return key === 'ArrowDown' ? { x, y: 1 } : null
}

export class SmallPicture implements ReactiveController {
  corner: Corner = { x: 1, y: 0 }
  /** How far the pointer has carried it; null: it is not dragged. */
  carried: { x: number; y: number } | null = null
  readonly #host: ReactiveControllerHost
  readonly #onTap: () => void
  #from: { id: number; x: number; y: number } | null = null
  #dragged = false

  /** @param onTap a tap or a press of Enter, which dragged nothing */
  constructor(host: ReactiveControllerHost, onTap: () => void) {
    this.#host = host
    this.#onTap = onTap
    host.addController(this)
  }

  hostDisconnected(): void {
    this.#from = null
    this.carried = null
  }

  readonly pointerDown = (event: PointerEvent): void => {
    if (event.button !== 0 || this.#from) return
    ;(event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)
    this.#from = { id: event.pointerId, x: event.clientX, y: event.clientY }
    this.#dragged = false
  }

  readonly pointerMove = (event: PointerEvent): void => {
    if (event.pointerId !== this.#from?.id) return
    const x = event.clientX - this.#from.x
    const y = event.clientY - this.#from.y
    if (!this.#dragged && Math.hypot(x, y) < DRAG_PX) return
    this.#dragged = true
    this.carried = { x, y }
    this.#host.requestUpdate()
  }

  /** Let go, or the gesture was taken by the system: it goes to the nearest corner. */
  readonly pointerUp = (event: PointerEvent): void => {
    if (event.pointerId !== this.#from?.id) return
    this.#from = null
    if (!this.carried) return
    const frame = (event.currentTarget as HTMLElement).parentElement
    const page = frame?.parentElement
    if (frame && page) {
      const { left, top, width, height } = frame.getBoundingClientRect()
      const box = page.getBoundingClientRect()
      this.corner = nearestCorner(
        (left + width / 2 - box.left) / box.width,
        (top + height / 2 - box.top) / box.height,
      )
    }
    this.carried = null
    this.#host.requestUpdate()
  }

  /** A drag ends with a click, which is none. */
  readonly click = (): void => {
    if (!this.#dragged) this.#onTap()
    this.#dragged = false
  }

  readonly keyDown = (event: KeyboardEvent): void => {
    const corner = cornerAfter(this.corner, event.key)
    if (!corner) return
    event.preventDefault()
    this.corner = corner
    this.#host.requestUpdate()
  }
}
