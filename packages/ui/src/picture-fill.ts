/** Whether a large picture fills the page or is shown whole, and the blurred copy of it behind one that is. */

import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { fitOf } from './call-view.ts'

/** A blur shows no detail: four small copies a second are enough, and cost nothing. */
const EVERY_MS = 250

export class PictureFill implements ReactiveController {
  readonly #host: ReactiveControllerHost & { renderRoot: ParentNode }
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(host: ReactiveControllerHost & { renderRoot: ParentNode }) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    addEventListener('resize', this.#resized)
  }

  hostDisconnected(): void {
    removeEventListener('resize', this.#resized)
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  hostUpdated(): void {
    if (!this.#host.renderRoot.querySelector('.fill')) {
      clearInterval(this.#timer)
      this.#timer = undefined
    } else if (this.#timer === undefined) {
      this.#draw()
      this.#timer = setInterval(() => this.#draw(), EVERY_MS)
    }
  }

  /** By the shape of the picture and of the page, as they are now. */
  fitOf(which: 'remote' | 'local'): 'cover' | 'contain' {
    const video = this.#host.renderRoot?.querySelector<HTMLVideoElement>(`video.${which}`)
    const page = this.#host.renderRoot?.querySelector('.page')
    if (!video?.videoWidth || !page?.clientHeight) return 'cover'
    return fitOf(video.videoWidth / video.videoHeight, page.clientWidth / page.clientHeight)
  }

  #resized = (): void => this.#host.requestUpdate()

  #draw(): void {
    const canvas = this.#host.renderRoot.querySelector<HTMLCanvasElement>('.fill')
    const video = canvas?.parentElement?.querySelector('video')
    if (video?.videoWidth) canvas?.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height)
  }
}
