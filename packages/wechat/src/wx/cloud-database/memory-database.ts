/** Collections in memory. */

import { compareForOrder, matches, valueAt } from './query.ts'
import { type CloudDatabase, type DatabaseAnswer, DatabaseError, type DatabaseRequest } from './types.ts'
import { change, stored } from './update.ts'
import { decode, encode, isFields } from './wire.ts'

type Document = Record<string, unknown> & { _id: string | number }

/** The most documents that one `get` gives to a page and to a cloud function; and how many without a `limit`. */
const LIMITS = { page: { most: 20, usual: 20 }, function: { most: 1000, usual: 100 } }

/** @param now milliseconds since 1970, for `serverDate` */
export class MemoryDatabase implements CloudDatabase {
  readonly #collections = new Map<string, Map<string | number, Document>>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  async run(request: DatabaseRequest): Promise<DatabaseAnswer> {
    const { action, collection: name, id, openid } = request
    if (action === 'create' && this.#collections.has(name)) {
      throw new DatabaseError(
        -501001,
        'resource system error | errMsg: [ResourceUnavailable.ResourceExist] Table exist',
      )
    }
    // A collection is there from its first use: there is no console to make it in.
    const documents = this.#collections.get(name) ?? new Map<string | number, Document>()
    this.#collections.set(name, documents)
    const data = this.#dataOf(request)
    switch (action) {
      case 'create':
        return {}
      case 'add': {
        const _id = (data._id as string | undefined) ?? crypto.randomUUID().replaceAll('-', '')
        if (documents.has(_id)) {
          const reason = `E11000 duplicate key error collection: ${name} index: _id_ dup key: { _id: "${_id}" }`
          throw new DatabaseError(
            -502001,
            `database request fail | errMsg: [FailedOperation.Insert] ${reason}`,
          )
        }
        documents.set(_id, this.#made(_id, data, openid))
        return { _id }
      }
      case 'set': {
        const before = documents.get(id as string)
        documents.set(
          id as string,
          this.#made(id as string, data, before ? (before._openid as string) : openid),
        )
        return { _id: id as string, stats: { updated: before ? 1 : 0, created: before ? 0 : 1 } }
      }
      case 'get':
        return { data: encode(this.#read(documents, request)) }
      case 'count':
        return { total: this.#found(documents, request).length }
      case 'update': {
        const found = this.#found(documents, request)
        // All of them or none: one that cannot be changed changes no other.
        const changed = found.map((document) => {
          const copy = decode(encode(document)) as Document
          change(copy, data, this.#now())
          return copy
        })
        for (const document of changed) documents.set(document._id, document)
        return { stats: { updated: changed.length } }
      }
      case 'remove': {
        const found = this.#found(documents, request)
        for (const { _id } of found) documents.delete(_id)
        return { stats: { removed: found.length } }
      }
    }
  }

  #dataOf({ action, data: wire, openid }: DatabaseRequest): Record<string, unknown> {
    if (wire === undefined) return {}
    const data = decode(wire) as Record<string, unknown>
    const fixed =
      action === 'add' ? '_openid' : Object.keys(data).find((name) => /^(_id|_openid)$/.test(name))
    const given = fixed !== undefined && fixed in data
    if (given && (openid !== undefined || fixed === '_id'))
      throw new DatabaseError(-501007, `invalid parameters | errMsg: Invalid Key Name: ${fixed}`)
    return data
  }

  #made(_id: string | number, data: Record<string, unknown>, openid: string | undefined): Document {
    const own = stored(data, this.#now()) as Record<string, unknown>
    return { _id, ...(openid !== undefined && { _openid: openid }), ...own }
  }

  #found(documents: Map<string | number, Document>, { id, where = [] }: DatabaseRequest): Document[] {
    if (id !== undefined) {
      const one = documents.get(id)
      return one ? [one] : []
    }
    const conditions = where.map(decode)
    return [...documents.values()].filter((document) =>
      conditions.every((condition) => matches(document, condition)),
    )
  }

  #read(documents: Map<string | number, Document>, request: DatabaseRequest): unknown[] {
    const { orderBy = [], skip = 0, limit, openid, field } = request
    const found = this.#found(documents, request)
    found.sort((a, b) => {
      for (const [path, order] of orderBy) {
        const difference = compareForOrder(valueAt(a, path), valueAt(b, path))
        if (difference !== 0) return order === 'desc' ? -difference : difference
      }
      return 0
    })
    const { most, usual } = LIMITS[openid === undefined ? 'function' : 'page']
    const shown = found.slice(skip, skip + Math.min(limit ?? usual, most))
    return field ? shown.map((document) => project(document, field)) : shown
  }
}

/** @param field `{ a: true, 'b.c': true }` these alone, with `_id`; `{ a: false }` all but these */
function project(document: Document, field: Record<string, boolean | number>): unknown {
  const wanted = Object.entries(field)
  if (!wanted.some(([name, shown]) => shown && name !== '_id')) {
    const left = decode(encode(document)) as Record<string, unknown>
    for (const [path, shown] of wanted) {
      const steps = path.split('.')
      const parent = steps.length > 1 ? valueAt(left, steps.slice(0, -1).join('.')) : left
      if (!shown && isFields(parent)) delete parent[steps.at(-1) as string]
    }
    return left
  }
  const result: Record<string, unknown> = field._id === false || field._id === 0 ? {} : { _id: document._id }
  for (const [path, shown] of wanted) {
    const value = valueAt(document, path)
    if (shown && value !== undefined) change(result, { [path]: value }, 0)
  }
  return result
}
