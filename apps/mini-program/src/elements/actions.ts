/** `button`, `form`, `label` and `navigator`. */

import { tapOf, WxElement } from './element.ts'

/** What a button or a link of the page asks of the program around it. */
export interface Around {
  openSetting(): Promise<unknown>
  navigate(openType: string, url: string, delta: number): void
  warn(text: string): void
}
let around: Around | undefined
export function setAround(given: Around): void {
  around = given
}

/** Things that can be tapped by keys too. */
abstract class Pressable extends WxElement {
  constructor() {
    super()
    this.addEventListener('keydown', (event) => {
      if (event.target !== this || (event.key !== 'Enter' && event.key !== ' ')) return
      event.preventDefault()
      if (!this.on('disabled')) {
        tapOf(this)
        this.click()
      }
    })
    this.addEventListener('click', () => {
      if (!this.on('disabled')) this.pressed()
    })
  }
  protected abstract pressed(): void
  protected update(): void {
    this.tabIndex = this.on('disabled') ? -1 : 0
    this.ariaDisabled = this.on('disabled') ? 'true' : null
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
    this.ariaBusy = this.on('loading') ? 'true' : null
  }
  protected pressed(): void {
    const type = this.given<string>('form-type', '')
    if (type === 'submit' || type === 'reset') this.closest<WxForm>('wx-form')?.[type]()
    const open = this.given<string>('open-type', '')
    if (open === 'openSetting')
      void around?.openSetting().then((detail) => this.tell('opensetting', detail as object))
    else if (open) around?.warn(`<button open-type="${open}"> does nothing here.`)
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
    this.tell('submit', { value })
  }
  reset(): void {
    this.tell('reset', {})
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
      else tapOf(control)
    })
  }
  #control(): Element | null {
    const id = this.given('for', '')
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
    around?.navigate(
      this.given('open-type', 'navigate'),
      this.given('url', ''),
      Number(this.given('delta', 1)),
    )
  }
}
