/** A device that is being moved out of its group while it rings somebody (A6): the call waits for the move. */

import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { APP, createCallTestbed, MODEL, ring } from '../../../test/call-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { startCall } from './start-call.ts'

const DOOR = { modelId: MODEL, sn: 'door-1' }

eachStore((open, dialect) => {
  test('rings nobody by a group that it left before the call was placed (A6)', async () => {
    const store = await open()
    const testbed = await createCallTestbed(store)
    const node2 = await store.secondNode()
    await store.devices.update(APP, DOOR, { group_id: 'g_hall' })
    const row = { kind: 'group' as const, model_id: null, sn: null, group_id: 'g_hall', status: 1 }
    const at = { created_at: testbed.clock.now, updated_at: testbed.clock.now }
    await store.db
      .insertInto('authorization')
      .values({ appid: APP, openid: 'alice', subject: 'g:g_hall', display_name: 'Hall', ...row, ...at })
      .execute()

    let leave = () => {}
    let begun = () => {}
    const moving = new Promise<void>((resolve) => {
      begun = resolve
    })
    const moved = new Promise<void>((resolve) => {
      leave = resolve
    })
    const move = node2.write(async (tx) => {
      await tx.devices.lock(APP, DOOR)
      await tx.devices.update(APP, DOOR, { group_id: null })
      begun()
      await moved
    })
    await moving
    const call = startCall(testbed.ctx, testbed.door(), ring('alice'))
    const outcome = call.then(
      () => 'rang',
      (error: { code: string }) => error.code,
    )
    // SQLite has one writer at a time, and cannot be asked while it waits.
    if (dialect === 'postgres') await vi.waitFor(async () => expect(await waiting()).toBe(1))
    leave()
    await move
    expect(await outcome).toBe('not_authorized')

    async function waiting(): Promise<number> {
      const { rows } = await sql<{ n: number }>`
          select count(*) as n from pg_locks where not granted and pid in
            (select pid from pg_stat_activity where datname = current_database())`.execute(store.db)
      return Number(rows[0]?.n)
    }
  })
})
