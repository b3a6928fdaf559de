/** `image`, `icon` and `progress`. */

import { shadow, WxElement } from './element.ts'

const FIT: Record<string, string> = {
  scaleToFill: 'fill',
  aspectFit: 'contain',
  aspectFill: 'cover',
  widthFix: 'fill',
  heightFix: 'fill',
}

export class WxImage extends WxElement {
  static override observedAttributes = ['src', 'mode', 'alt', 'aria-label']
  readonly #picture: HTMLImageElement

  constructor() {
    super()
    const css = 'img { display: block; width: 100%; height: 100% }'
    this.#picture = shadow(this, css, '<img alt="">').querySelector('img') as HTMLImageElement
    this.#picture.addEventListener('load', () =>
      this.tell('load', { width: this.#picture.naturalWidth, height: this.#picture.naturalHeight }),
    )
    this.#picture.addEventListener('error', () => this.tell('error', { errMsg: 'GET image fail' }))
  }
  protected update(): void {
    const mode = this.given<string>('mode', 'scaleToFill')
    const src = String(this.given('src', ''))
    this.#picture.style.objectFit = FIT[mode] ?? 'none'
    this.style.height = mode === 'widthFix' ? 'auto' : ''
    this.style.width = mode === 'heightFix' ? 'auto' : ''
    this.#picture.alt = this.given('alt', this.getAttribute('aria-label') ?? '')
    if (src) this.#picture.src = fileOf(src, this.closest<HTMLElement>('.wx-page')?.dataset.route ?? '')
    else this.#picture.removeAttribute('src')
  }
}

/** The program's own pictures are below `/folder/`. */
function fileOf(src: string, route: string): string {
  if (/^[a-z]+:/i.test(src)) return src
  return new URL(src.replace(/^\//, ''), `${location.origin}/folder/${src.startsWith('/') ? '' : route}`).href
}

const ICONS: Record<string, [sign: string, colour: string]> = {
  success: ['✓', '#07c160'],
  success_no_circle: ['✓', '#07c160'],
  info: ['i', '#10aeff'],
  warn: ['!', '#f76260'],
  waiting: ['…', '#10aeff'],
  cancel: ['×', '#f43530'],
  download: ['↓', '#07c160'],
  search: ['⌕', '#5f5f5f'],
  clear: ['×', '#5f5f5f'],
}

export class WxIcon extends WxElement {
  static override observedAttributes = ['type', 'size', 'color']
  readonly #sign: HTMLElement

  constructor() {
    super()
    const css =
      ':host { display: inline-block; vertical-align: middle } b { display: grid; place-items: center; border-radius: 50%; color: #fff; line-height: 1 }'
    this.#sign = shadow(this, css, '<b aria-hidden="true"></b>').querySelector('b') as HTMLElement
  }
  protected update(): void {
    const [sign, colour] = ICONS[this.given('type', 'info')] ?? ['i', '#10aeff']
    const size = Number.parseFloat(String(this.given('size', 23)))
    this.#sign.textContent = sign
    Object.assign(this.#sign.style, {
      width: `${size}px`,
      height: `${size}px`,
      fontSize: `${size * 0.7}px`,
      background: this.given('color', colour),
    })
  }
}

export class WxProgress extends WxElement {
  static override observedAttributes = ['percent', 'color', 'activecolor']
  readonly #bar: HTMLProgressElement

  constructor() {
    super()
    const css = ':host { display: block } progress { width: 100%; height: 6px; accent-color: #07c160 }'
    this.#bar = shadow(this, css, '<progress max="100"></progress>').querySelector(
      'progress',
    ) as HTMLProgressElement
  }
  protected update(): void {
    this.#bar.value = Number(this.given('percent', 0))
    this.#bar.ariaLabel = this.getAttribute('aria-label') ?? 'progress'
  }
}
