/**
 * What scripts pass to `Page`, `Component` and `Behavior`, as the framework takes it: types of properties, behaviors that
 * WeChat brings itself, and behaviors as targets of relations.
 */

import type { behavior } from 'glass-easel-miniprogram-adapter'

/** A script may run in a realm of its own: the `String` there is not the one that the framework compares with. */
const TYPES: Record<string, unknown> = { String, Number, Boolean, Array, Object, Function }

/** By name, `wx://form-field`. Others of WeChat's own add nothing that is needed here. */
export type BuiltInBehaviors = Record<string, behavior.GeneralBehavior>

interface Definition {
  properties?: Record<string, unknown>
  behaviors?: unknown[]
  relations?: Record<string, { target?: unknown } | undefined>
}

export function asFrameworkTakesIt(definition: object, builtIn: BuiltInBehaviors): object {
  const { properties, behaviors, relations } = definition as Definition
  return {
    ...definition,
    ...(isObject(properties) && { properties: mapValues(properties, convertProperty) }),
    ...(behaviors && { behaviors: Array.from(behaviors).flatMap((one) => convertBehavior(one, builtIn)) }),
    ...(isObject(relations) && { relations: mapValues(relations, convertRelation) }),
  }
}

function convertBehavior(given: unknown, builtIn: BuiltInBehaviors): unknown[] {
  if (typeof given !== 'string' || !given.startsWith('wx://')) return [given]
  return builtIn[given] ? [builtIn[given]] : []
}

/** What `Behavior(…)` gave to the script, the framework has inside. */
function convertRelation(relation: { target?: unknown } | undefined): unknown {
  const inner = (Object(relation?.target) as { _$?: object })._$
  return inner ? { ...relation, target: inner } : relation
}

function isObject<T extends object>(value: T | undefined): value is T {
  return typeof value === 'object' && value !== null
}

function mapValues<T>(fields: Record<string, T>, convert: (value: T) => unknown): object {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, convert(value)]))
}

function convertProperty(property: unknown): unknown {
  if (typeof property !== 'object' || property === null) return convertType(property)
  const { type, optionalTypes } = property as { type?: unknown; optionalTypes?: unknown[] }
  return {
    ...property,
    ...(type !== undefined && { type: convertType(type) }),
    ...(optionalTypes && { optionalTypes: Array.from(optionalTypes, convertType) }),
  }
}

/** Anything else is left as it is, as `null`, which means any type. */
function convertType(type: unknown): unknown {
  return typeof type === 'function' && Object.hasOwn(TYPES, type.name) ? TYPES[type.name] : type
}
