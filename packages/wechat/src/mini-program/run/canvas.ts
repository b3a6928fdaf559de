/** Canvases where nothing is drawn: every function can be called, and does nothing. */

const measured = { width: 0 }
const gradient = { addColorStop() {} }
const pixels = (width = 1, height = 1) => ({ width, height, data: new Uint8ClampedArray(width * height * 4) })

/** Runs a callback of the program; what it throws is the program's error. */
type Call = (work: () => void) => void

/** A context of `wx.createCanvasContext`, or of a canvas node. */
export function nothingDrawn(call: Call): object {
  const known: Record<string, unknown> = {
    measureText: () => measured,
    createLinearGradient: () => gradient,
    createRadialGradient: () => gradient,
    createCircularGradient: () => gradient,
    createImageData: pixels,
    getImageData: (_x: number, _y: number, width: number, height: number) => pixels(width, height),
    /** Draws what was recorded; then calls back. */
    draw(...given: unknown[]) {
      const done = given.at(-1)
      if (typeof done === 'function') queueMicrotask(() => call(done as () => void))
    },
  }
  return new Proxy(known, {
    get: (own, name) =>
      name in own || typeof name === 'symbol' || name === 'then' ? own[name as string] : () => {},
  })
}

/** What `fields({ node: true })` gives for a canvas. */
export function canvasWithoutPixels(call: Call): object {
  const context = nothingDrawn(call)
  return {
    width: 300,
    height: 150,
    getContext: () => context,
    createImage: () => ({}),
    createImageData: pixels,
    requestAnimationFrame: (work: () => void) => setTimeout(call, 0, work),
    cancelAnimationFrame: (id: ReturnType<typeof setTimeout>) => clearTimeout(id),
    toDataURL: () => 'data:,',
  }
}

/** Where nothing is drawn: as large as its own style says, in px or rpx of a phone that is 375 px wide; else 300 by 150. */
export function canvasSize(style: string): { width: number; height: number } {
  const length = (name: string, usual: number) => {
    const [, number, unit] = new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([\\d.]+)(r?px)`).exec(style) ?? []
    return number === undefined ? usual : Number(number) / (unit === 'rpx' ? 2 : 1)
  }
  return { width: length('width', 300), height: length('height', 150) }
}
