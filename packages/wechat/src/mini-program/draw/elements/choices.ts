/** `switch`, `checkbox`, `radio` and their groups, `slider`, `picker`. */

import { attachShadow, WxElement } from './element.ts'

const SWITCH = `
  :host { display: inline-block; vertical-align: middle }
  input { appearance: none; margin: 0; width: 52px; height: 32px; border-radius: 16px; background: #8a8a8a; position: relative;
    cursor: pointer; transition: background .15s }
  input::after { content: ''; position: absolute; left: 2px; top: 2px; width: 28px; height: 28px; border-radius: 50%;
    background: #fff; transition: translate .15s }
  input:checked { background: var(--color, #07c160) }
  input:checked::after { translate: 20px }
  input:disabled { opacity: .5 }
  input:focus-visible { outline: 3px solid #1a73e8; outline-offset: 2px }
`
const CHECK = `
  :host { display: inline-block }
  label { display: inline-flex; align-items: center; gap: 6px; min-height: 24px; cursor: pointer }
  input { width: 20px; height: 20px; margin: 0; accent-color: var(--color, #07c160) }
`

/** A control that is checked or not. */
abstract class Checkable extends WxElement {
  static override observedAttributes = ['checked', 'disabled', 'color', 'value']
  protected readonly box: HTMLInputElement

  constructor(css: string, html: string) {
    super()
    this.box = attachShadow(this, css, html).querySelector('input') as HTMLInputElement
    this.box.addEventListener('change', (event) => {
      event.stopPropagation()
      this.changed()
    })
    this.box.addEventListener('input', (event) => event.stopPropagation())
  }
  get checked(): boolean {
    return this.box.checked
  }
  set checked(on: boolean) {
    this.box.checked = on
  }
  get value(): string {
    return String(this.attribute('value', ''))
  }
  /** What a tap on its label does. */
  toggle(): void {
    if (this.box.disabled || (this.box.type === 'radio' && this.box.checked)) return
    this.box.checked = !this.box.checked
    this.changed()
  }
  protected abstract changed(): void
  protected update(): void {
    this.box.checked = this.isSet('checked')
    this.box.disabled = this.isSet('disabled')
    this.style.setProperty('--color', this.attribute('color', '#07c160'))
    this.box.ariaLabel = this.getAttribute('aria-label')
  }
}

export class WxSwitch extends Checkable {
  constructor() {
    super(SWITCH, '<input type="checkbox" role="switch">')
  }
  protected changed(): void {
    this.emit('change', { value: this.checked }, { name: 'checked', value: this.checked })
  }
}

export class WxCheckbox extends Checkable {
  constructor() {
    super(CHECK, '<label><input type="checkbox"><slot></slot></label>')
  }
  protected changed(): void {
    this.closest<WxCheckboxGroup>('wx-checkbox-group')?.emitChange()
  }
}

export class WxRadio extends Checkable {
  constructor() {
    super(CHECK, '<label><input type="radio"><slot></slot></label>')
  }
  protected changed(): void {
    const group = this.closest<WxRadioGroup>('wx-radio-group')
    for (const other of group?.querySelectorAll<WxRadio>('wx-radio') ?? []) other.checked = other === this
    group?.emitChange()
  }
}

export class WxCheckboxGroup extends WxElement {
  get value(): string[] {
    return [...this.querySelectorAll<WxCheckbox>('wx-checkbox')]
      .filter((box) => box.checked)
      .map((box) => box.value)
  }
  emitChange(): void {
    this.emit('change', { value: this.value })
  }
  protected update(): void {}
}

export class WxRadioGroup extends WxElement {
  get value(): string {
    return [...this.querySelectorAll<WxRadio>('wx-radio')].find((radio) => radio.checked)?.value ?? ''
  }
  emitChange(): void {
    this.emit('change', { value: this.value })
  }
  protected update(): void {}
}

export class WxSlider extends WxElement {
  static override observedAttributes = ['value', 'min', 'max', 'step', 'disabled']
  readonly #range: HTMLInputElement

  constructor() {
    super()
    const css = ':host { display: block; padding: 8px 0 } input { width: 100%; accent-color: #07c160 }'
    this.#range = attachShadow(this, css, '<input type="range">').querySelector('input') as HTMLInputElement
    const report = (type: string) => (event: Event) => {
      event.stopPropagation()
      this.emit(type, { value: this.value }, { name: 'value', value: this.value })
    }
    this.#range.addEventListener('input', report('changing'))
    this.#range.addEventListener('change', report('change'))
  }
  get value(): number {
    return Number(this.#range.value)
  }
  protected update(): void {
    for (const name of ['min', 'max', 'step'] as const) this.#range[name] = String(this.attribute(name, ''))
    this.#range.value = String(this.attribute('value', 0))
    this.#range.disabled = this.isSet('disabled')
    this.#range.ariaLabel = this.getAttribute('aria-label') ?? 'slider'
  }
}

/** Modes `selector`, `date` and `time`: the browser's own control lies, transparent, over what the page shows. */
export class WxPicker extends WxElement {
  static override observedAttributes = ['mode', 'range', 'range-key', 'value', 'disabled', 'start', 'end']
  readonly #root: ShadowRoot

  constructor() {
    super()
    this.#root = attachShadow(
      this,
      ':host { display: block; position: relative } select, input { position: absolute; inset: 0; width: 100%; height: 100%; opacity: 0; cursor: pointer; font-size: 16px } :host(:focus-within) { outline: 3px solid #1a73e8 }',
      '<slot></slot><span></span>',
    )
  }
  get value(): string {
    return String(this.attribute('value', ''))
  }
  protected update(): void {
    const mode = this.attribute<string>('mode', 'selector')
    const place = this.#root.querySelector('span') as HTMLElement
    const control = mode === 'selector' ? this.#select() : this.#input(mode)
    control.disabled = this.isSet('disabled')
    control.ariaLabel = this.getAttribute('aria-label') ?? this.textContent
    control.addEventListener('change', (event) => {
      event.stopPropagation()
      const value = control instanceof HTMLSelectElement ? String(control.selectedIndex) : control.value
      this.emit('change', { value }, { name: 'value', value })
    })
    control.addEventListener('input', (event) => event.stopPropagation())
    place.replaceChildren(control)
  }
  #select(): HTMLSelectElement {
    const select = document.createElement('select')
    const key = this.attribute('range-key', '')
    const range = this.attribute<unknown[]>('range', [])
    for (const item of Array.isArray(range) ? range : []) {
      const text = key && typeof item === 'object' ? (item as Record<string, unknown>)[key] : item
      select.add(new Option(String(text)))
    }
    select.selectedIndex = Number(this.attribute('value', 0))
    return select
  }
  #input(mode: string): HTMLInputElement {
    const input = document.createElement('input')
    input.type = mode === 'time' ? 'time' : 'date'
    input.value = this.value
    input.min = this.attribute('start', '')
    input.max = this.attribute('end', '')
    return input
  }
}
