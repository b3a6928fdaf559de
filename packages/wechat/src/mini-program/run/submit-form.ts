/** What a tap on a button of a form does where nothing is drawn: `submit` with the values of its fields, or `reset`. */

import { glassEasel } from 'glass-easel-miniprogram-adapter'
import { fieldOf } from './form-field.ts'

type Element = glassEasel.Element
type Native = glassEasel.NativeNode

/** What a field reported last, by its node. */
const reported = new WeakMap<Element, unknown>()

/** Fields and the attribute that has their value at first. */
const FIELDS: Record<string, string> = {
  input: 'value',
  textarea: 'value',
  picker: 'value',
  slider: 'value',
  switch: 'checked',
}

/** Takes what an event of a field tells: `input` and `change` with `detail: { value }`. */
export function noteValue(element: Element, type: string, detail: unknown): void {
  if ((type === 'input' || type === 'change') && Object(detail) === detail && 'value' in (detail as object))
    reported.set(element, (detail as { value: unknown }).value)
}

/** @returns the form that a tap on this node submits or resets, and which of the two; undefined: none */
export function formOf(element: Element): { form: Native; type: string; detail: object } | undefined {
  const button = above(element, 'button')
  const type = button?.getAttribute('form-type')
  const form = button && above(button, 'form')
  if (!form || (type !== 'submit' && type !== 'reset') || button.getAttribute('disabled')) return undefined
  if (type === 'reset') return { form, type, detail: {} }
  const value: Record<string, unknown> = {}
  collect(form, value)
  return { form, type, detail: { value } }
}

/** This node or the nearest one above with this tag. */
function above(element: Element, tag: string): Native | undefined {
  for (let at: Element | null = element; at; at = at.parentNode)
    if (glassEasel.NativeNode.isNativeNode(at) && at.is === tag) return at
  return undefined
}

function collect(parent: Element, value: Record<string, unknown>): void {
  for (const child of parent.childNodes) {
    if (!glassEasel.Element.isElement(child)) continue
    const own = fieldOf(child)
    if (own?.name) value[own.name] = own.value
    else if (glassEasel.NativeNode.isNativeNode(child)) {
      const name = child.getAttribute('name')
      if (typeof name === 'string' && name) value[name] = valueIn(child)
    }
    collect(child, value)
  }
}

function valueIn(field: Native): unknown {
  const attribute = FIELDS[field.is]
  if (reported.has(field)) return reported.get(field)
  if (field.is === 'checkbox-group') return checkedIn(field)
  if (field.is === 'radio-group') return checkedIn(field)[0] ?? ''
  const value = attribute && field.getAttribute(attribute)
  return field.is === 'switch' ? Boolean(value) : (value ?? '')
}

/** Values of the boxes that are checked at first. */
function checkedIn(group: Element): unknown[] {
  return group.childNodes.flatMap((child) => {
    if (!glassEasel.Element.isElement(child)) return []
    const box = glassEasel.NativeNode.isNativeNode(child) && child.getAttribute('checked')
    return [...(box ? [(child as Native).getAttribute('value')] : []), ...checkedIn(child)]
  })
}
