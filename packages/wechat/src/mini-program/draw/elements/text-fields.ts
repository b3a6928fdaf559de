/** `input` and `textarea`. */

import { attachShadow, WxElement } from './element.ts'

const CSS = `
  input, textarea { all: unset; box-sizing: border-box; display: block; width: 100%; height: 100%; font: inherit;
    color: inherit; text-align: inherit; min-height: inherit; overflow-wrap: anywhere }
  textarea { white-space: pre-wrap; overflow: auto }
  ::placeholder { color: #767676 }
`

abstract class TextField extends WxElement {
  static override observedAttributes = [
    'value',
    'placeholder',
    'disabled',
    'maxlength',
    'type',
    'password',
    'focus',
  ]
  protected readonly field: HTMLInputElement | HTMLTextAreaElement

  constructor(tag: 'input' | 'textarea') {
    super()
    const root = attachShadow(this, CSS, `<${tag}></${tag}>`)
    this.field = root.querySelector(tag) as HTMLInputElement
    const value = () => ({
      value: this.field.value,
      cursor: this.field.selectionStart ?? this.field.value.length,
    })
    this.field.addEventListener('input', (event) => {
      event.stopPropagation()
      this.emit('input', value(), { name: 'value', value: this.field.value })
    })
    this.field.addEventListener('change', (event) => event.stopPropagation())
    this.field.addEventListener('focus', () => this.emit('focus', value()))
    this.field.addEventListener('blur', () => this.emit('blur', value()))
    this.field.addEventListener('keydown', (event) => {
      if ((event as KeyboardEvent).key === 'Enter' && tag === 'input') this.emit('confirm', value())
    })
  }

  get value(): string {
    return this.field.value
  }

  protected update(): void {
    const value = String(this.attribute('value', ''))
    if (this.field.value !== value) this.field.value = value
    this.field.placeholder = this.attribute('placeholder', '')
    this.field.disabled = this.isSet('disabled')
    const max = Number(this.attribute('maxlength', 140))
    if (max > 0) this.field.maxLength = max
    else this.field.removeAttribute('maxlength')
    this.field.ariaLabel = this.getAttribute('aria-label') ?? this.attribute('placeholder', '')
    if (this.isSet('focus')) this.field.focus()
  }
}

const INPUT_TYPES: Record<string, string> = { number: 'number', digit: 'decimal', idcard: 'text' }

export class WxInput extends TextField {
  constructor() {
    super('input')
  }
  protected override update(): void {
    super.update()
    const input = this.field as HTMLInputElement
    input.type = this.isSet('password') ? 'password' : 'text'
    input.inputMode = INPUT_TYPES[this.attribute('type', 'text')] ?? 'text'
  }
}

export class WxTextarea extends TextField {
  constructor() {
    super('textarea')
  }
}
