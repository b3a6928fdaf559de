/** `button`, `form`, `label` and `navigator`. */

import type { OpenMode } from '../../../wx/types.ts'
import { fieldOf } from '../../run/form-field.ts'
import { emitTap, nodeOf, WxElement } from './element.ts'
import { pageActions } from './page-actions.ts'

const OPEN_MODES: Record<string, OpenMode> = {
  navigate: 'navigateTo',
  redirect: 'redirectTo',
  reLaunch: 'reLaunch',
  switchTab: 'switchTab',
}

/** Keeps taps on disabled buttons from the page: WeChat tells it nothing of them. */
export function installTapGuard(): void {
  for (const type of ['mousedown', 'touchstart'] as const) {
    window.addEventListener(
      type,
      (event) => {
        const button = event
          .composedPath()
          .find((target) => target instanceof Element && target.localName === 'wx-button')
        if (button instanceof Element && button.hasAttribute('disabled')) event.stopPropagation()
      },
      { capture: true },
    )
  }
}

/** An element that can be tapped with keys too. */
abstract class Pressable extends WxElement {
  constructor() {
    super()
    this.addEventListener('keydown', (event) => {
      if (event.target !== this || (event.key !== 'Enter' && event.key !== ' ')) return
      event.preventDefault()
      if (!this.isSet('disabled')) {
        emitTap(this)
        this.click()
      }
    })
    this.addEventListener('click', () => {
      if (!this.isSet('disabled')) this.pressed()
    })
  }
  protected abstract pressed(): void
  protected update(): void {
    this.tabIndex = this.isSet('disabled') ? -1 : 0
    this.ariaDisabled = this.isSet('disabled') ? 'true' : null
  }
}

export class WxButton extends Pressable {
  static override observedAttributes = ['disabled', 'loading']
  override connectedCallback(): void {
    super.connectedCallback()
    this.role = 'button'
  }
  protected override update(): void {
    super.update()
    this.ariaBusy = this.isSet('loading') ? 'true' : null
  }
  protected pressed(): void {
    const type = this.attribute<string>('form-type', '')
    if (type === 'submit' || type === 'reset') this.closest<WxForm>('wx-form')?.[type]()
    const open = this.attribute<string>('open-type', '')
    const { openSetting, warn, onError } = pageActions()
    if (open === 'openSetting')
      openSetting().then((detail) => this.emit('opensetting', Object(detail)), onError)
    else if (open) warn(`<button open-type="${open}"> does nothing here.`)
  }
}

interface Field extends HTMLElement {
  value?: unknown
  checked?: boolean
}

export class WxForm extends WxElement {
  submit(): void {
    const value: Record<string, unknown> = {}
    for (const field of this.querySelectorAll<Field>('[name]')) {
      value[field.getAttribute('name') ?? ''] = field.localName === 'wx-switch' ? field.checked : field.value
    }
    for (const element of this.querySelectorAll('wx-component')) {
      const own = fieldOf(nodeOf(element))
      if (own?.name) value[own.name] = own.value
    }
    this.emit('submit', { value })
  }
  reset(): void {
    this.emit('reset', {})
  }
  protected update(): void {}
}

export class WxLabel extends WxElement {
  constructor() {
    super()
    this.addEventListener('click', (event) => {
      const control = this.#control()
      const inside = control && event.composedPath().includes(control)
      if (!control || inside) return
      if ('toggle' in control) (control as Element & { toggle(): void }).toggle()
      else emitTap(control)
    })
  }
  #control(): Element | null {
    const id = this.attribute('for', '')
    const found = 'wx-checkbox, wx-radio, wx-switch, wx-button, wx-input'
    return id
      ? (this.closest('.wx-page')?.querySelector(`[id$="--${CSS.escape(id)}"]`) ?? null)
      : this.querySelector(found)
  }
  protected update(): void {}
}

export class WxNavigator extends Pressable {
  override connectedCallback(): void {
    super.connectedCallback()
    this.role = 'link'
  }
  protected pressed(): void {
    const { stack, warn, onError } = pageActions()
    const type = this.attribute<string>('open-type', 'navigate')
    const mode = OPEN_MODES[type]
    if (mode) stack.open(mode, this.attribute('url', '')).catch(onError)
    else if (type === 'navigateBack') stack.back(Number(this.attribute('delta', 1))).catch(onError)
    else warn(`<navigator open-type="${type}"> does nothing here.`)
  }
}
