/** `wx://form-field`: a component of the program that a `<form>` takes as a field, by its `name` and `value`. */

import type { behavior, glassEasel } from 'glass-easel-miniprogram-adapter'

interface Definition {
  properties: Record<string, unknown>
  lifetimes: { created(this: { _$: glassEasel.GeneralComponent }): void }
}

const fields = new WeakSet<object>()

/** @param define `Behavior` of the space that the components are in */
export function formField(define: (definition: never) => unknown): behavior.GeneralBehavior {
  const definition: Definition = {
    properties: { name: { type: String, value: '' }, value: { type: null, value: '' } },
    lifetimes: {
      created() {
        fields.add(this._$)
      },
    },
  }
  return define(definition as never) as behavior.GeneralBehavior
}

/** What a component is to its form; undefined: it is no field. */
export function fieldOf(component: unknown): { name: string; value: unknown } | undefined {
  if (!fields.has(Object(component) as object)) return undefined
  return (component as { data: { name: string; value: unknown } }).data
}
