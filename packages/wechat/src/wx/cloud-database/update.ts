/** Changes a document as `update` says: fields, fields within (`a.b`), and commands (`_.inc(1)`). */

import { compareForOrder, elementMatches, isSame, valueAt } from './query.ts'
import { DatabaseError } from './types.ts'
import { Command, isFields } from './wire.ts'

type Fields = Record<string, unknown>

/** @param now milliseconds since 1970, for `serverDate` */
export function change(document: Fields, data: Fields, now: number, path = ''): void {
  for (const [name, value] of Object.entries(data)) {
    const at = path + name
    // Fields within are changed one by one; `_.set({…})` replaces the object as a whole.
    if (isFields(value) && Object.keys(value).length > 0) change(document, value, now, `${at}.`)
    else put(document, at, next(document, at, value, now))
  }
}

/** A value to store: `serverDate` at any depth becomes the time. */
export function stored(value: unknown, now: number): unknown {
  if (Array.isArray(value)) return value.map((item) => stored(item, now))
  if (isFields(value))
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, stored(field, now)]))
  if (!(value instanceof Command)) return value
  if (value.op === 'serverDate') return new Date(now + Number(value.args[0] ?? 0))
  if (value.op === 'set') return stored(value.args[0], now)
  throw new DatabaseError(-501007, `invalid parameters: _.${value.op} cannot stand in data here`)
}

/** What the field has afterwards; undefined: it is removed. */
function next(document: Fields, path: string, value: unknown, now: number): unknown {
  const before = valueAt(document, path)
  const number = () => {
    if (before === undefined) return 0
    if (typeof before === 'number') return before
    throw failed(`Cannot apply ${(value as Command).op} to the field ${path}, which is no number`)
  }
  const list = (): unknown[] => {
    if (before === undefined) return []
    if (Array.isArray(before)) return before
    throw failed(`The field ${path} must be an array`)
  }
  if (!(value instanceof Command)) return stored(value, now)
  const { op } = value
  const args = value.args.map((argument) => (op.startsWith('pull') ? argument : stored(argument, now)))
  const [first] = args
  const better = (than: (difference: number) => boolean) =>
    before === undefined || than(compareForOrder(first, before)) ? first : before
  switch (op) {
    case 'set':
    case 'serverDate':
      return stored(op === 'set' ? value.args[0] : value, now)
    case 'remove':
      return undefined
    case 'inc':
      return number() + Number(first)
    case 'mul':
      return number() * Number(first)
    case 'min':
      return better((difference) => difference < 0)
    case 'max':
      return better((difference) => difference > 0)
    case 'rename': {
      const parent = path.slice(0, path.lastIndexOf('.') + 1)
      if (before !== undefined) put(document, parent + String(first), before)
      return undefined
    }
    case 'push':
      return pushed(list(), args)
    case 'unshift':
      return [...itemsOf(args), ...list()]
    case 'pop':
      return list().slice(0, -1)
    case 'shift':
      return list().slice(1)
    case 'addToSet': {
      const all = [...list()]
      for (const item of itemsOf(args)) if (!all.some((one) => isSame(one, item))) all.push(item)
      return all
    }
    case 'pull':
      return list().filter((item) => !elementMatches(item, first))
    case 'pullAll':
      return list().filter((item) => !(first as unknown[]).some((one) => isSame(one, item)))
    default:
      throw new DatabaseError(-501007, `invalid parameters: _.${op} cannot stand in an update here`)
  }
}

interface Push {
  each: unknown[]
  position?: number
  sort?: number | Record<string, number>
  slice?: number
}

function pushed(before: unknown[], args: unknown[]): unknown[] {
  const { position, sort, slice } = (isPush(args[0]) ? args[0] : {}) as Partial<Push>
  const items = itemsOf(args)
  const at = position ?? before.length
  const all = [...before.slice(0, at), ...items, ...before.slice(at)]
  if (typeof sort === 'number') all.sort((a, b) => compareForOrder(a, b) * sort)
  else if (sort) {
    const fields = Object.entries(sort)
    all.sort((a, b) => {
      for (const [path, way] of fields) {
        const order = compareForOrder(valueAt(a, path), valueAt(b, path)) * way
        if (order !== 0) return order
      }
      return 0
    })
  }
  if (slice === undefined) return all
  return slice < 0 ? all.slice(slice) : all.slice(0, slice)
}

/** `_.push(1, 2)`, `_.push([1, 2])` and `_.push({ each: [1, 2] })` add the same. */
function itemsOf(args: unknown[]): unknown[] {
  const [first] = args
  if (args.length > 1) return args
  if (isPush(first)) return first.each
  return Array.isArray(first) ? first : [first]
}

function isPush(value: unknown): value is Push {
  return isFields(value) && Array.isArray(value.each)
}

function put(document: Fields, path: string, value: unknown): void {
  const steps = path.split('.')
  const last = steps.pop() as string
  let at = document
  for (const step of steps) {
    const inside = at[step]
    if (typeof inside === 'object' && inside !== null) at = inside as Fields
    else if (value === undefined) return
    else if (inside !== undefined && inside !== null)
      throw failed(`Cannot create field '${last}' in element {${step}: ${inside}}`)
    else {
      const made: Fields = {}
      at[step] = made
      at = made
    }
  }
  if (value === undefined) delete at[last]
  else at[last] = value
}

function failed(reason: string): DatabaseError {
  return new DatabaseError(-502001, `database request fail | errMsg: [FailedOperation.Update] ${reason}`)
}
