/** `switch`, `checkbox`, `radio` and their groups, `slider`, `picker`. */

import { shadow, WxElement } from './element.ts'

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
const MARK = `
  :host { display: inline-block }
  label { display: inline-flex; align-items: center; gap: 6px; min-height: 24px; cursor: pointer }
  input { width: 20px; height: 20px; margin: 0; accent-color: var(--color, #07c160) }
`

/** One thing that is on or off. */
abstract class Tick extends WxElement {
  static override observedAttributes = ['checked', 'disabled', 'color', 'value']
  protected readonly box: HTMLInputElement

  constructor(css: string, html: string) {
    super()
    this.box = shadow(this, css, html).querySelector('input') as HTMLInputElement
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
    return String(this.given('value', ''))
  }
  /** As a tap on its label does. */
  toggle(): void {
    if (this.box.disabled || (this.box.type === 'radio' && this.box.checked)) return
    this.box.checked = !this.box.checked
    this.changed()
  }
  protected abstract changed(): void
  protected update(): void {
    this.box.checked = this.on('checked')
    this.box.disabled = this.on('disabled')
    this.style.setProperty('--color', this.given('color', '#07c160'))
    this.box.ariaLabel = this.getAttribute('aria-label')
  }
}

export class WxSwitch extends Tick {
  constructor() {
    super(SWITCH, '<input type="checkbox" role="switch">')
  }
  protected changed(): void {
    this.tell('change', { value: this.checked }, { name: 'checked', value: this.checked })
  }
}

export class WxCheckbox extends Tick {
  constructor() {
    super(MARK, '<label><input type="checkbox"><slot></slot></label>')
  }
  protected changed(): void {
    this.closest<WxCheckboxGroup>('wx-checkbox-group')?.report()
  }
}

export class WxRadio extends Tick {
  constructor() {
    super(MARK, '<label><input type="radio"><slot></slot></label>')
  }
  protected changed(): void {
    const group = this.closest<WxRadioGroup>('wx-radio-group')
    for (const other of group?.querySelectorAll<WxRadio>('wx-radio') ?? []) other.checked = other === this
    group?.report()
  }
}

export class WxCheckboxGroup extends WxElement {
  get value(): string[] {
    return [...this.querySelectorAll<WxCheckbox>('wx-checkbox')]
      .filter((box) => box.checked)
      .map((box) => box.value)
  }
  report(): void {
    this.tell('change', { value: this.value })
  }
  protected update(): void {}
}

export class WxRadioGroup extends WxElement {
  get value(): string {
    return [...this.querySelectorAll<WxRadio>('wx-radio')].find((radio) => radio.checked)?.value ?? ''
  }
  report(): void {
    this.tell('change', { value: this.value })
  }
  protected update(): void {}
}

export class WxSlider extends WxElement {
  static override observedAttributes = ['value', 'min', 'max', 'step', 'disabled']
  readonly #range: HTMLInputElement

  constructor() {
    super()
    const css = ':host { display: block; padding: 8px 0 } input { width: 100%; accent-color: #07c160 }'
    this.#range = shadow(this, css, '<input type="range">').querySelector('input') as HTMLInputElement
    const report = (type: string) => (event: Event) => {
      event.stopPropagation()
      this.tell(type, { value: this.value }, { name: 'value', value: this.value })
    }
    this.#range.addEventListener('input', report('changing'))
    this.#range.addEventListener('change', report('change'))
  }
  get value(): number {
    return Number(this.#range.value)
  }
  protected update(): void {
    for (const name of ['min', 'max', 'step'] as const) this.#range[name] = String(this.given(name, ''))
    this.#range.value = String(this.given('value', 0))
    this.#range.disabled = this.on('disabled')
    this.#range.ariaLabel = this.getAttribute('aria-label') ?? 'slider'
  }
}

/** Modes `selector`, `date` and `time`: the browser's own chooser lies over what the page shows. */
export class WxPicker extends WxElement {
  static override observedAttributes = ['mode', 'range', 'range-key', 'value', 'disabled', 'start', 'end']
  readonly #root: ShadowRoot

  constructor() {
    super()
    this.#root = shadow(
      this,
      ':host { display: block; position: relative } select, input { position: absolute; inset: 0; width: 100%; height: 100%; opacity: 0; cursor: pointer; font-size: 16px } :host(:focus-within) { outline: 3px solid #1a73e8 }',
      '<slot></slot><span></span>',
    )
  }
  get value(): string {
    return String(this.given('value', ''))
  }
  protected update(): void {
    const mode = this.given<string>('mode', 'selector')
    const place = this.#root.querySelector('span') as HTMLElement
    const control = mode === 'selector' ? this.#select() : this.#input(mode)
    control.disabled = this.on('disabled')
    control.ariaLabel = this.getAttribute('aria-label') ?? this.textContent
    control.addEventListener('change', (event) => {
      event.stopPropagation()
      const value = control instanceof HTMLSelectElement ? String(control.selectedIndex) : control.value
      this.tell('change', { value }, { name: 'value', value })
    })
    control.addEventListener('input', (event) => event.stopPropagation())
    place.replaceChildren(control)
  }
  #select(): HTMLSelectElement {
    const select = document.createElement('select')
    const key = this.given('range-key', '')
    const range = this.given<unknown[]>('range', [])
    for (const item of Array.isArray(range) ? range : []) {
      const words = key && typeof item === 'object' ? (item as Record<string, unknown>)[key] : item
      select.add(new Option(String(words)))
    }
    select.selectedIndex = Number(this.given('value', 0))
    return select
  }
  #input(mode: string): HTMLInputElement {
    const input = document.createElement('input')
    input.type = mode === 'time' ? 'time' : 'date'
    input.value = this.value
    input.min = this.given('start', '')
    input.max = this.given('end', '')
    return input
  }
}
