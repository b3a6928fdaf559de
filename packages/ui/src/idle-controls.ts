/** Controls that hide over a picture after some seconds, and come back on touch, movement, focus or a key. */

import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** How long nothing must happen before the controls hide, in milliseconds. */
const IDLE_MS = 4000

export class IdleControls implements ReactiveController {
  /** True: the controls are hidden. They stay in the accessibility tree, and can be reached by Tab. */
  idle = false
  readonly #host: ReactiveControllerHost & { renderRoot: ParentNode }
  readonly #mayHide: () => boolean
  #timer: ReturnType<typeof setTimeout> | undefined
  #swallow = false
  #touch = false

  /** @param mayHide false while there is no picture to see, or something to read or choose */
  constructor(host: ReactiveControllerHost & { renderRoot: ParentNode }, mayHide: () => boolean) {
    this.#host = host
    this.#mayHide = mayHide
    host.addController(this)
  }

  hostDisconnected(): void {
    this.#wait(false)
  }

  hostUpdated(): void {
    if (!this.#mayHide()) {
      this.#wait(false)
      this.#set(false)
    } else if (!this.idle && this.#timer === undefined) this.#wait(true)
  }

  /** Shows the controls, and begins to wait anew. */
  readonly wake = (): void => {
    this.#set(false)
    this.#wait(this.#mayHide())
  }

  /** The first touch only brings the controls back: it must not press the button that was not seen. */
  readonly pointerDown = (event: PointerEvent): void => {
    this.#touch = event.pointerType !== 'mouse'
    this.#swallow = this.idle && this.#touch
    this.wake()
  }

  /** For the capture phase of `click`. */
  readonly clickFirst = (event: Event): void => {
    if (!this.#swallow) return
    this.#swallow = false
    event.stopPropagation()
    event.preventDefault()
  }

  /** A touch on the picture hides them at once. */
  readonly click = (event: Event): void => {
    const onControl = event.composedPath().some((step) => step instanceof HTMLButtonElement)
    if (this.#touch && !onControl && this.#mayHide()) this.#set(true)
  }

  #wait(wait: boolean): void {
    clearTimeout(this.#timer)
    this.#timer = wait ? setTimeout(() => this.#hide(), IDLE_MS) : undefined
  }

  #hide(): void {
    this.#timer = undefined
    // Who moves by keyboard must see where the focus is.
    if (this.#host.renderRoot.querySelector('button:focus-visible')) this.#wait(true)
    else this.#set(this.#mayHide())
  }

  #set(idle: boolean): void {
    if (idle === this.idle) return
    this.idle = idle
    this.#host.requestUpdate()
  }
}
