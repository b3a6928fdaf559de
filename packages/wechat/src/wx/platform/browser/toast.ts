/** `<callgrant-toast>`: a short text that disappears by itself, or stays while something is loading. */

import type { Language } from '@callgrant/protocol/errors'
import { CallgrantElement, define, theme } from '@callgrant/ui/elements'
import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { SCREEN_TEXTS } from './screen-texts.ts'

export interface ToastContent {
  title: string
  icon: 'success' | 'error' | 'loading' | 'none'
  /** Whether taps on the page are blocked. */
  mask: boolean
  language: Language
}

class CallgrantToast extends CallgrantElement {
  static override properties: PropertyDeclarations = { toast: { attribute: false } }
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

  declare toast: ToastContent | undefined

  protected override render(): TemplateResult {
    const { title = '', icon = 'none', mask = false } = this.toast ?? {}
    // A screen reader says what the turning sign shows.
    const unseen =
      icon === 'loading' ? html`<span class="said">${SCREEN_TEXTS[this.language].loading}</span>` : nothing
    const kind = icon === 'none' ? '' : `with-icon ${icon}`
    return html`
      <div class="layer ${mask ? 'mask' : ''}" popover="manual">
        <div class="words ${kind}" role="status">
          ${this.toast ? html`${ICONS[icon]}${title || unseen}` : nothing}
        </div>
      </div>
    `
  }

  protected override updated(): void {
    super.updated()
    const layer = this.renderRoot.querySelector<HTMLElement>('.layer')
    // Into the top layer anew, so that it is above a dialog that was opened meanwhile.
    layer?.hidePopover()
    if (this.toast) layer?.showPopover()
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

/** @param ms duration in milliseconds; absent: until `hideToast` */
export function showToast(toast: ToastContent, ms?: number): void {
  clearTimeout(timer)
  element ??= document.createElement('callgrant-toast') as CallgrantToast
  // A page that replaced its body has removed it.
  if (!element.isConnected) document.body.append(element)
  element.language = toast.language
  element.toast = toast
  if (ms !== undefined) timer = setTimeout(hideToast, ms)
}

export function hideToast(): void {
  clearTimeout(timer)
  if (element) element.toast = undefined
}
