/**
 * Transactions of PostgreSQL whose statements do not wait for each other where the work does not: what it asks for at once
 * is sent at once. Kysely's own send one after the other, and each is a way there and back.
 */

import { CompiledQuery, type Dialect, DummyDriver, type Kysely, Transaction } from 'kysely'
import type { Tables } from './schema.ts'

/**
 * @param work its queries may be begun together (`Promise.all`); they are carried out in the order in which they were begun. A
 *   failure of one is one of all that follow it
 * @throws what `work` throws, with nothing written, and what the database says of the commit
 */
export function transact<T>(
  db: Kysely<Tables>,
  dialect: Dialect,
  work: (transaction: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  const executor = db.getExecutor()
  return executor.provideConnection(async (connection) => {
    const say = (text: string) => connection.executeQuery(CompiledQuery.raw(text))
    const transaction = new Transaction<Tables>({
      config: { dialect },
      dialect,
      driver: new DummyDriver(),
      executor: executor.withConnectionProvider({ provideConnection: (use) => use(connection) }),
    })
    // Goes with the first statement. Where it fails, so does that.
    const begun = Promise.allSettled([say('begin')])
    try {
      const result = await work(transaction)
      const [begin] = await begun
      if (begin.status === 'rejected') throw begin.reason
      await say('commit')
      return result
    } catch (error) {
      // Where that fails the connection is gone, and the transaction with it; `release` drops it.
      await Promise.allSettled([say('rollback')])
      throw error
    }
  })
}
