/** `input` and `textarea`. */

import { shadow, WxElement } from './element.ts'

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
    const root = shadow(this, CSS, `<${tag}></${tag}>`)
    this.field = root.querySelector(tag) as HTMLInputElement
    const value = () => ({
      value: this.field.value,
      cursor: this.field.selectionStart ?? this.field.value.length,
    })
    this.field.addEventListener('input', (event) => {
      event.stopPropagation()
      this.tell('input', value(), { name: 'value', value: this.field.value })
    })
    this.field.addEventListener('change', (event) => event.stopPropagation())
    this.field.addEventListener('focus', () => this.tell('focus', value()))
    this.field.addEventListener('blur', () => this.tell('blur', value()))
    this.field.addEventListener('keydown', (event) => {
      if ((event as KeyboardEvent).key === 'Enter' && tag === 'input') this.tell('confirm', value())
    })
  }

  get value(): string {
    return this.field.value
  }

  protected update(): void {
    const value = String(this.given('value', ''))
    if (this.field.value !== value) this.field.value = value
    this.field.placeholder = this.given('placeholder', '')
    this.field.disabled = this.on('disabled')
    const max = Number(this.given('maxlength', 140))
    if (max > 0) this.field.maxLength = max
    else this.field.removeAttribute('maxlength')
    this.field.ariaLabel = this.getAttribute('aria-label') ?? this.given('placeholder', '')
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
    input.type = this.on('password') ? 'password' : 'text'
    input.inputMode = INPUT_TYPES[this.given('type', 'text')] ?? 'text'
    if (this.on('focus')) input.focus()
  }
}

export class WxTextarea extends TextField {
  constructor() {
    super('textarea')
  }
}
