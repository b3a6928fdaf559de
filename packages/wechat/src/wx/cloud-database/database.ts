/** `cloud.database()`: collections, queries and commands, as pages and cloud functions have them. */

import { Check } from '@callgrant/sdk/platform'
import { Refused, settle } from '../api/async-api.ts'
import { COMMANDS, type DatabaseCommand } from './commands.ts'
import type { CloudDatabase, DatabaseAnswer, DatabaseRequest } from './types.ts'
import { Command, decode, encode } from './wire.ts'

interface Callbacks<R> {
  success?: (result: R) => void
  fail?: (failure: { errMsg: string; errCode?: number }) => void
  complete?: (result: R | { errMsg: string; errCode?: number }) => void
}
type Fields = Record<string, unknown>
// biome-ignore lint/suspicious/noExplicitAny: the caller knows what was stored
type Stored = Record<string, any>
type Result<R> = R & { errMsg: string }
/** A promise where no callback is given. */
type Answer<R> = Promise<Result<R>>
type Ask<R> = (option?: Callbacks<Result<R>>) => Answer<R>
type AskWith<R> = (option: { data: Fields } & Callbacks<Result<R>>) => Answer<R>

export interface DatabaseQuery {
  /** Documents that fit; several `where` must all hold. */
  where(condition: object): DatabaseQuery
  orderBy(field: string, order: 'asc' | 'desc' | (string & {})): DatabaseQuery
  /** At most 20 in a page, 1000 in a cloud function; without it 20 and 100. */
  limit(most: number): DatabaseQuery
  skip(count: number): DatabaseQuery
  /** Fields that are wanted, `{ name: true }`, or not, `{ photo: false }`. */
  field(fields: Record<string, boolean | number>): DatabaseQuery
  get: Ask<{ data: Stored[] }>
  count: Ask<{ total: number }>
  /** Changes all that fit. */
  update: AskWith<{ stats: { updated: number } }>
  remove: Ask<{ stats: { removed: number } }>
}
export interface DatabaseDocument {
  field(fields: Record<string, boolean | number>): DatabaseDocument
  /** `fail`: there is no such document. */
  get: Ask<{ data: Stored }>
  update: AskWith<{ stats: { updated: number } }>
  /** Replaces it, or makes it. */
  set: AskWith<{ _id: string | number; stats: { updated: number; created: number } }>
  remove: Ask<{ stats: { removed: number } }>
}
export interface DatabaseCollection extends DatabaseQuery {
  doc(id: string | number): DatabaseDocument
  add: AskWith<{ _id: string | number }>
}
export interface Database {
  readonly command: DatabaseCommand
  /** The time of the server when it is stored. @param option milliseconds that are added */
  serverDate(option?: { offset: number }): Command
  /** A condition on text. */
  RegExp(option: { regexp: string; options?: string }): Command
  collection(name: string): DatabaseCollection
  /** In a cloud function. `fail`: -501001, it is there. */
  createCollection(name: string): Promise<{ errMsg: string }>
}

export interface DatabaseSetup {
  data: CloudDatabase
  /** Of a page: who asks. Absent: a cloud function. @throws Refused before `init` */
  openid?: () => Promise<string>
  /** false: a document that is not there is null. Default true. */
  throwOnNotFound?: boolean
}

export function createDatabase({ data, openid, throwOnNotFound = true }: DatabaseSetup): Database {
  async function run(request: DatabaseRequest): Promise<DatabaseAnswer> {
    const from = openid && { openid: await openid() }
    try {
      return await data.run({ ...request, ...from })
    } catch (error) {
      const { errCode, message } = error as { errCode?: number; message: string }
      throw errCode === undefined ? error : new Refused(`${errCode} ${message}`, { errCode }, error)
    }
  }
  /** One function, which checks that it has `data` where it needs it. */
  function ask<R>(
    api: string,
    request: (data: unknown) => DatabaseRequest,
    needsData: boolean,
    told: (answer: DatabaseAnswer) => object = (answer) => answer,
  ) {
    return ((option: (Callbacks<R> & { data?: unknown }) | undefined) =>
      settle(api, option, async () => {
        if (needsData) {
          const check = new Check(option ?? {})
          check.needs('data', 'Object')
          check.done()
        }
        return { ...told(await run(request(encode(option?.data)))), errMsg: `${api}:ok` }
      })) as never
  }

  function query(request: Omit<DatabaseRequest, 'action'>): DatabaseQuery {
    const more = (change: Partial<DatabaseRequest>) => query({ ...request, ...change })
    const positive = (name: string, count: number) => {
      if (Number.isInteger(count) && count >= 0) return { [name]: count }
      throw new Refused(`parameter.${name} should be a whole number, 0 or more`, { errCode: -501007 })
    }
    const act = (action: DatabaseRequest['action']) => (data: unknown) => ({
      ...request,
      action,
      ...(data !== undefined && { data }),
    })
    return {
      where: (condition) => more({ where: [...(request.where ?? []), encode(condition)] }),
      orderBy: (field, order) =>
        more({ orderBy: [...(request.orderBy ?? []), [field, order === 'desc' ? 'desc' : 'asc']] }),
      limit: (most) => more(positive('limit', most)),
      skip: (count) => more(positive('skip', count)),
      field: (field) => more({ field: { ...field } }),
      get: ask('collection.get', act('get'), false, ({ data }) => ({ data: decode(data) })),
      count: ask('collection.count', act('count'), false),
      update: ask('collection.update', act('update'), true),
      remove: ask('collection.remove', act('remove'), false),
    }
  }

  function document(request: Omit<DatabaseRequest, 'action'>): DatabaseDocument {
    const act = (action: DatabaseRequest['action']) => (data: unknown) => ({
      ...request,
      action,
      ...(data !== undefined && { data }),
    })
    return {
      field: (field) => document({ ...request, field: { ...field } }),
      get: ask('document.get', act('get'), false, ({ data }) => {
        const [found = null] = decode(data) as unknown[]
        if (found === null && throwOnNotFound)
          throw new Refused(`document with _id ${request.id} does not exist`, { errCode: -1 })
        return { data: found }
      }),
      update: ask('document.update', act('update'), true),
      set: ask('document.set', act('set'), true),
      remove: ask('document.remove', act('remove'), false),
    }
  }

  return {
    command: COMMANDS,
    serverDate: ({ offset = 0 } = { offset: 0 }) => new Command('serverDate', [offset]),
    // An ordinary function, for it is called with `new` too.
    RegExp: function regExp({ regexp, options = '' }: { regexp: string; options?: string }) {
      return new Command('regexp', [regexp, options])
    },
    collection(name) {
      return {
        ...query({ collection: name }),
        doc: (id) => document({ collection: name, id }),
        add: ask('collection.add', (data) => ({ action: 'add', collection: name, data }), true),
      }
    },
    createCollection: (name) =>
      settle('database.createCollection', undefined, async () => {
        await run({ action: 'create', collection: name })
        return { errMsg: 'database.createCollection:ok' }
      }) as Promise<{ errMsg: string }>,
  }
}
