/** `image`, `icon` and `progress`. */

import { resolvePath } from '../../../wx/pages/resolve-path.ts'
import { attachShadow, nodeOf, WxElement } from './element.ts'
import { pageActions } from './page-actions.ts'

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
    this.#picture = attachShadow(this, css, '<img alt="">').querySelector('img') as HTMLImageElement
    this.#picture.addEventListener('load', () =>
      this.emit('load', { width: this.#picture.naturalWidth, height: this.#picture.naturalHeight }),
    )
    this.#picture.addEventListener('error', () => this.emit('error', { errMsg: 'GET image fail' }))
  }
  protected update(): void {
    const mode = this.attribute<string>('mode', 'scaleToFill')
    const src = String(this.attribute('src', ''))
    this.#picture.style.objectFit = FIT[mode] ?? 'none'
    this.style.height = mode === 'widthFix' ? 'auto' : ''
    this.style.width = mode === 'heightFix' ? 'auto' : ''
    this.#picture.alt = this.attribute('alt', this.getAttribute('aria-label') ?? '')
    if (src) this.#picture.src = addressOf(src, nodeOf(this)?.ownerShadowRoot?.getHostNode().is ?? '')
    else this.#picture.removeAttribute('src')
  }
}

/** As wide as its block and as high as the picture's shape asks, unless a style says otherwise. */
export class WxCoverImage extends WxImage {}

/** The address of a picture: the program's own are in its folder. @param from the page or component whose WXML has it */
function addressOf(src: string, from: string): string {
  return /^[a-z]+:/i.test(src) ? src : pageActions().folderUrl + resolvePath(src, from)
}

const ICONS: Record<string, [sign: string, color: string]> = {
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
    this.#sign = attachShadow(this, css, '<b aria-hidden="true"></b>').querySelector('b') as HTMLElement
  }
  protected update(): void {
    const [sign, color] = ICONS[this.attribute('type', 'info')] ?? ['i', '#10aeff']
    const size = Number.parseFloat(String(this.attribute('size', 23)))
    this.#sign.textContent = sign
    Object.assign(this.#sign.style, {
      width: `${size}px`,
      height: `${size}px`,
      fontSize: `${size * 0.7}px`,
      background: this.attribute('color', color),
    })
  }
}

export class WxProgress extends WxElement {
  static override observedAttributes = ['percent', 'color', 'activecolor']
  readonly #bar: HTMLProgressElement

  constructor() {
    super()
    const css = ':host { display: block } progress { width: 100%; height: 6px; accent-color: #07c160 }'
    this.#bar = attachShadow(this, css, '<progress max="100"></progress>').querySelector(
      'progress',
    ) as HTMLProgressElement
  }
  protected update(): void {
    this.#bar.value = Number(this.attribute('percent', 0))
    this.#bar.ariaLabel = this.getAttribute('aria-label') ?? 'progress'
  }
}
