/** A ring from start to cancel, durable on disk, against two bare durable commits of node:sqlite. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Bench } from 'tinybench'
import { cancelCall } from '../packages/server/src/acts/calls/leave-call.ts'
import { startCall } from '../packages/server/src/acts/calls/start-call.ts'
import { openStore } from '../packages/server/src/store/store.ts'
import { createCallTestbed, ring } from '../packages/server/test/call-testbed.ts'
import { type Suite, sideBySide } from './suite.ts'

export const suite: Suite = {
  name: 'ring and cancel (C2), fsync each',
  bare: 'two commits of one row in node:sqlite, synchronous=full',
  async measure() {
    const folder = await mkdtemp(join(tmpdir(), 'callgrant-bench-'))
    const store = await openStore(`sqlite:${join(folder, 'ours.db')}`)
    const testbed = await createCallTestbed(store)
    await testbed.decide('alice', 'door-1', 1)
    const door = testbed.door('door-1')
    const bareDb = new DatabaseSync(join(folder, 'bare.db'))
    bareDb.exec('pragma journal_mode = wal; pragma synchronous = full; create table t (at integer)')
    const insert = bareDb.prepare('insert into t values (?)')
    const bench = new Bench({ time: 800 })
      .add('ours', async () => {
        const call = await startCall(testbed.ctx, door, ring('alice'))
        await cancelCall(testbed.ctx, door, call.room_id, 'manual')
      })
      .add('bare', () => {
        insert.run(1)
        insert.run(2)
      })
    return sideBySide(bench, async () => {
      bareDb.close()
      await store.close()
      await rm(folder, { recursive: true })
    })
  },
}
