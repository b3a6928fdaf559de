/** `<canvas>`: what a page draws on, by `fields({ node: true })`. */

import { WxElement } from './element.ts'

export class WxCanvas extends WxElement {
  /** The drawing surface, which `node` of a selector query gives. */
  readonly canvas = Object.assign(document.createElement('canvas'), {
    createImage: () => new Image(),
    requestAnimationFrame: (work: FrameRequestCallback) => requestAnimationFrame(work),
    cancelAnimationFrame: (id: number) => cancelAnimationFrame(id),
  })

  protected update(): void {
    this.canvas.style.cssText = 'display: block; width: 100%; height: 100%'
    if (!this.contains(this.canvas)) this.append(this.canvas)
  }
}
