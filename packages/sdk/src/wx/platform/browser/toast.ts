/** `<callgrant-toast>`: a few words that go by themselves, or stay as long as something is loading. */

import type { Language } from '@callgrant/protocol/errors'
import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { CallgrantElement, define } from '../../../ui/element.ts'
import { theme } from '../../../ui/theme.ts'
import { SCREEN_TEXTS } from './screen-texts.ts'

export interface Saying {
  title: string
  icon: 'success' | 'error' | 'loading' | 'none'
  /** Nothing under it can be tapped. */
  mask: boolean
  language: Language
}

class CallgrantToast extends CallgrantElement {
  static override properties: PropertyDeclarations = { saying: { attribute: false } }
  static override styles = [
    theme,
    css`
      .layer {
        position: fixed;
        inset: 0;
        width: 100%;
        height: 100%;
        margin: 0;
        border: 0;
        padding: 24px;
        background: none;
        pointer-events: none;
      }
      .layer:popover-open {
        display: grid;
        place-items: center;
      }
      .layer.mask {
        pointer-events: auto;
      }
      .words {
        max-width: min(100%, 360px);
        padding: 14px 18px;
        border-radius: var(--cg-radius);
        background: #333;
        color: #fff;
        font-size: 15px;
        text-align: center;
        overflow-wrap: anywhere;
      }
      .words.with-icon {
        min-width: 136px;
        padding: 24px 18px;
        font-size: 17px;
      }
      svg {
        display: block;
        margin: 0 auto 14px;
      }
      .loading svg {
        animation: turn 1s linear infinite;
      }
      @keyframes turn {
        to {
          transform: rotate(1turn);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .loading svg {
          animation-duration: 6s;
        }
      }
    `,
  ]

  declare saying: Saying | undefined

  protected override render(): TemplateResult {
    const { title = '', icon = 'none', mask = false } = this.saying ?? {}
    // What turns without words is still to be heard.
    const unseen =
      icon === 'loading' ? html`<span class="said">${SCREEN_TEXTS[this.language].loading}</span>` : nothing
    const kind = icon === 'none' ? '' : `with-icon ${icon}`
    return html`
      <div class="layer ${mask ? 'mask' : ''}" popover="manual">
        <div class="words ${kind}" role="status">
          ${this.saying ? html`${ICONS[icon]}${title || unseen}` : nothing}
        </div>
      </div>
    `
  }

  protected override updated(): void {
    super.updated()
    const layer = this.renderRoot.querySelector<HTMLElement>('.layer')
    // Again into the top layer each time, so that it lies over a dialog that was opened meanwhile.
    layer?.hidePopover()
    if (this.saying) layer?.showPopover()
  }
}

const icon = (path: string) => html`<svg
  viewBox="0 0 24 24"
  width="40"
  height="40"
  fill="none"
  stroke="currentColor"
  stroke-width="2"
  stroke-linecap="round"
  stroke-linejoin="round"
  aria-hidden="true"
><path d=${path} /></svg>`

const ICONS = {
  success: icon('M4 12.5l5.5 5.5L20 7'),
  error: icon('M12 3a9 9 0 1 0 .01 0M12 8v5M12 16.2v.1'),
  loading: icon('M12 3a9 9 0 1 1-9 9'),
  none: nothing,
}

define('callgrant-toast', CallgrantToast)

let element: CallgrantToast | undefined
let timer: ReturnType<typeof setTimeout> | undefined

/** @param ms how long, in milliseconds; absent: until `hideToast` */
export function showToast(saying: Saying, ms?: number): void {
  clearTimeout(timer)
  element ??= document.createElement('callgrant-toast') as CallgrantToast
  // A page that was drawn anew has lost it.
  if (!element.isConnected) document.body.append(element)
  element.language = saying.language
  element.saying = saying
  if (ms !== undefined) timer = setTimeout(hideToast, ms)
}

export function hideToast(): void {
  clearTimeout(timer)
  if (element) element.saying = undefined
}
