/** What `cloud.database()` asks of the data, and who answers. For development: nothing here checks permissions. */

import type { Wire } from './wire.ts'

/** One request. Conditions and data are as `encode` of `wire.ts` makes them, so that they can be sent as JSON. */
export interface DatabaseRequest {
  action: 'add' | 'get' | 'count' | 'update' | 'set' | 'remove' | 'create'
  collection: string
  /** Who asks from a page: `_openid` of what they add. Absent: a cloud function. */
  openid?: string
  /** Of `doc(id)`; absent: all that `where` finds. */
  id?: string | number
  /** Each `where`; all of them must hold. */
  where?: Wire[]
  orderBy?: [field: string, order: 'asc' | 'desc'][]
  skip?: number
  limit?: number
  field?: Record<string, boolean | number>
  data?: Wire
}

/** Fields of the answer, by what was asked. `data` is encoded. */
export interface DatabaseAnswer {
  _id?: string | number
  data?: Wire
  total?: number
  stats?: { updated?: number; created?: number; removed?: number }
}

/** Where the data of an app's `cloud.database()` is: `memoryDatabase()`, or a function that asks for it. */
export interface CloudDatabase {
  /** @throws Error with WeChat's `errCode`, `-502001` */
  run(request: DatabaseRequest): Promise<DatabaseAnswer>
}

/** A refusal of the database. */
export class DatabaseError extends Error {
  readonly errCode: number

  constructor(errCode: number, reason: string) {
    super(reason)
    this.name = 'DatabaseError'
    this.errCode = errCode
  }
}
