/** The log of the console, on both stores: what is written, and that a person who is forgotten is in it no more. */

import { expect, it } from 'vitest'
import { createConsentTestbed, expectRefusal } from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { CONSOLE_SESSION_MS } from '../../rules/console.ts'
import { clearOld } from '../clear-old.ts'
import { forgetPerson } from '../people/forget-person.ts'
import { beginConsoleAct, completeConsoleAct, listConsoleActs } from './console-audit.ts'
import { findConsoleUser } from './console-session.ts'
import { createConsoleLink } from './create-console-link.ts'
import { signInByLink } from './sign-in-to-console.ts'

const ANNA = { who: 'anna', role: 'owner' } as const
const ALICE = 'alice-whom-nobody-shall-find'

eachStore((open) => {
  const start = async () => {
    const testbed = await createConsentTestbed(await open())
    const { ctx, backend } = testbed
    const about = (openid: string | undefined, appid: string | null = backend.appid) =>
      beginConsoleAct(ctx, ANNA, { appid, act: 'POST /v1/x', openid, target: { sn: 'door-1' } })
    const rows = async () => (await listConsoleActs(ctx, { limit: 50 })).rows
    const dump = async () =>
      JSON.stringify(await testbed.store.db.selectFrom('console_audit').selectAll().execute())
    return { ...testbed, about, rows, dump }
  }

  it('has an act before it is done, and then how it was answered', async () => {
    const { ctx, backend, clock, about, rows } = await start()
    const id = await about(undefined)
    const row = { audit_id: id, at: clock.now, ...ANNA, appid: backend.appid, act: 'POST /v1/x' }
    expect(await rows()).toEqual([{ ...row, target: { sn: 'door-1' }, status: null }])
    await completeConsoleAct(ctx, id, 403)
    expect(await rows()).toEqual([{ ...row, target: { sn: 'door-1' }, status: 403 }])
  })

  it('does not name a person once they are forgotten, and never one who is not known', async () => {
    const { ctx, backend, person, about, rows, dump } = await start()
    await about(ALICE)
    expect(await dump()).not.toContain(ALICE)
    await person(ALICE)
    await about(ALICE)
    await person('bob')
    await about('bob')
    expect((await rows()).map(({ target }) => target?.openid)).toEqual(['bob', ALICE, null])
    await forgetPerson(ctx, { appid: 'other' }, ALICE)
    expect(await dump()).toContain(ALICE)
    await forgetPerson(ctx, backend, ALICE)
    expect(await dump()).not.toContain(ALICE)
    expect((await rows()).map(({ target }) => target?.openid)).toEqual(['bob', null, null])
    // They are not named by somebody who goes on asking for them.
    await about(ALICE)
    expect(await dump()).not.toContain(ALICE)
  })

  it('is read newest first, page by page, of one app or all', async () => {
    const { ctx, clock, about } = await start()
    const ids: string[] = []
    for (const appid of ['a', 'b', 'a', null, 'a']) {
      clock.now += 1
      ids.push(await about(undefined, appid))
    }
    const first = await listConsoleActs(ctx, { limit: 3 })
    const second = await listConsoleActs(ctx, { limit: 3, cursor: first.next_cursor ?? '' })
    expect([...first.rows, ...second.rows].map(({ audit_id }) => audit_id)).toEqual(ids.toReversed())
    expect(second.next_cursor).toBeNull()
    const ofA = await listConsoleActs(ctx, { limit: 50, appid: 'a' })
    expect(ofA.rows.map(({ audit_id }) => audit_id)).toEqual([ids[4], ids[2], ids[0]])
    await expectRefusal(listConsoleActs(ctx, { limit: 3, cursor: 'a.b' }), 'bad_request')
  })

  it('is cleared when it is old; sessions and links when they are over', async () => {
    const { ctx, store, clock, about, rows } = await start()
    await about(undefined)
    const { token } = await createConsoleLink(ctx, ANNA)
    const cookie = await signInByLink(ctx, token, undefined)
    await createConsoleLink(ctx, ANNA)
    const left = async () => [
      (await store.db.selectFrom('console_link').selectAll().execute()).length,
      (await store.db.selectFrom('console_session').selectAll().execute()).length,
    ]
    clock.now += CONSOLE_SESSION_MS
    await clearOld(ctx)
    expect(await left()).toEqual([0, 1])
    clock.now += 1
    await clearOld(ctx)
    expect(await left()).toEqual([0, 0])
    expect(await findConsoleUser(ctx, cookie)).toBeNull()
    expect(await rows()).toHaveLength(2)
    clock.now += ctx.settings.keepAuditDays * 86_400_000
    await clearOld(ctx)
    expect(await rows()).toEqual([])
  })

  it('a link signs in once, however many use it at once', async () => {
    const { ctx } = await start()
    const { token } = await createConsoleLink(ctx, ANNA)
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => signInByLink(ctx, token, undefined)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})
