/** Which documents a condition finds, as WeChat's database (MongoDB) decides it. */

import { DatabaseError } from './types.ts'
import { Command, isFields } from './wire.ts'

/** @param condition `{ 'a.b': 1, age: _.gt(3) }`, or a logical command of such */
export function matches(document: unknown, condition: unknown): boolean {
  if (condition instanceof Command) return logic(condition, (part) => matches(document, part))
  if (!isFields(condition)) return false
  return Object.entries(condition).every(([path, wanted]) => fieldMatches(document, path, wanted))
}

/** What `orderBy` sorts by: values of different types in MongoDB's order. */
export function compareForOrder(a: unknown, b: unknown): number {
  const difference = rank(a) - rank(b)
  if (difference !== 0) return difference
  const [left, right] = [orderable(a), orderable(b)]
  return left < right ? -1 : Number(left > right)
}

/** The value at `a.b.0`; undefined: there is none. */
export function valueAt(document: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, step) => (typeof value === 'object' && value !== null ? (value as never)[step] : undefined),
      document,
    )
}

export function isSame(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => isSame(item, b[at]))
  if (isFields(a) && isFields(b)) {
    const names = Object.keys(a)
    return (
      names.length === Object.keys(b).length && names.every((name) => name in b && isSame(a[name], b[name]))
    )
  }
  return a === b
}

function fieldMatches(document: unknown, path: string, wanted: unknown): boolean {
  // Fields within are compared one by one; `_.eq({…})` compares the object as a whole.
  if (isFields(wanted) && Object.keys(wanted).length > 0)
    return Object.entries(wanted).every(([name, part]) => fieldMatches(document, `${path}.${name}`, part))
  return valueMatches(valuesAt(document, path.split('.')), wanted)
}

/** @param found every value that the path leads to; with lists on the way there may be several */
function valueMatches(found: unknown[], wanted: unknown): boolean {
  if (!(wanted instanceof Command)) return isAny(found, wanted)
  const { op, args } = wanted
  const [value] = args
  // A list is compared as a whole, and by what is in it.
  const single = found.flatMap((one) => (Array.isArray(one) ? [one, ...one] : [one]))
  const some = (test: (one: never, value: never) => boolean) =>
    single.some(
      (one) => rank(one) === rank(value) && test(orderable(one) as never, orderable(value) as never),
    )
  switch (op) {
    case 'and':
    case 'or':
    case 'nor':
    case 'not':
      return logic(wanted, (part) => valueMatches(found, part))
    case 'eq':
      return isAny(found, value)
    case 'neq':
      return !isAny(found, value)
    case 'in':
      return listOf(value).some((one) => valueMatches(found, one))
    case 'nin':
      return !listOf(value).some((one) => valueMatches(found, one))
    case 'gt':
      return some((one, value) => one > value)
    case 'gte':
      return some((one, value) => one >= value)
    case 'lt':
      return some((one, value) => one < value)
    case 'lte':
      return some((one, value) => one <= value)
    case 'exists':
      return found.length > 0 === value
    case 'mod':
      return single.some((one) => typeof one === 'number' && one % Number(value) === args[1])
    case 'size':
      return found.some((one) => Array.isArray(one) && one.length === value)
    case 'all':
      return listOf(value).every((one) => valueMatches(found, one))
    case 'elemMatch':
      return found.some((one) => Array.isArray(one) && one.some((item) => elementMatches(item, value)))
    case 'regexp': {
      const pattern = new RegExp(String(value), String(args[1] ?? '').replace(/[^imsu]/g, ''))
      return single.some((one) => typeof one === 'string' && pattern.test(one))
    }
    default:
      throw new DatabaseError(-501007, `invalid parameters: _.${op} cannot stand in a condition here`)
  }
}

export function elementMatches(item: unknown, condition: unknown): boolean {
  return isFields(condition) ? matches(item, condition) : valueMatches([item], condition)
}

function isAny(found: unknown[], wanted: unknown): boolean {
  // Nothing there is as good as null.
  if (wanted === null && found.length === 0) return true
  return found.some(
    (one) => isSame(one, wanted) || (Array.isArray(one) && one.some((item) => isSame(item, wanted))),
  )
}

function logic({ op, args }: Command, holds: (part: unknown) => boolean): boolean {
  const parts = args.length === 1 ? listOf(args[0]) : args
  switch (op) {
    case 'and':
      return parts.every(holds)
    case 'or':
      return parts.some(holds)
    case 'nor':
    case 'not':
      return !parts.some(holds)
    default:
      throw new DatabaseError(-501007, `invalid parameters: _.${op} is not for a whole document`)
  }
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  const [step, ...rest] = path
  if (step === undefined) return value === undefined ? [] : [value]
  if (Array.isArray(value)) {
    const inside = /^\d+$/.test(step) ? valuesAt(value[Number(step)], rest) : []
    return [...inside, ...value.filter(isFields).flatMap((item) => valuesAt(item, path))]
  }
  return isFields(value) && Object.hasOwn(value, step) ? valuesAt(value[step], rest) : []
}

const RANKS = ['undefined', 'number', 'string', 'object', 'array', 'boolean', 'date']
function rank(value: unknown): number {
  if (value === null || value === undefined) return 0
  if (value instanceof Date) return RANKS.indexOf('date')
  return RANKS.indexOf(Array.isArray(value) ? 'array' : typeof value)
}

function orderable(value: unknown): number | string {
  if (value instanceof Date) return value.getTime()
  return typeof value === 'string' ? value : Number(value)
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}
