/** A person who is forgotten leaves nothing that names them, and the proof of everybody else. */

import { readFileSync } from 'node:fs'
import { ASK_TTL_MS } from '@callgrant/protocol/limits'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { ring } from '../../../test/call-testbed.ts'
import {
  type ConsentTestbed,
  createConsentTestbed,
  DEVICE_KEY,
  expectRefusal,
  MODEL,
} from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { address } from '../../bus/bus.ts'
import type { Tables } from '../../store/schema.ts'
import { openStore } from '../../store/store.ts'
import { authenticateToken } from '../apps/authenticate-token.ts'
import { createLoginCode } from '../apps/create-login-code.ts'
import { createSession } from '../apps/create-session.ts'
import { rotateAppSecret } from '../apps/rotate-app-secret.ts'
import { exchangeLoginCode } from '../apps/wechat/exchange-login-code.ts'
import { acceptCall } from '../calls/accept-call.ts'
import { joinCall } from '../calls/join-call.ts'
import { startCall } from '../calls/start-call.ts'
import { askAuthorization } from '../consent/ask-authorization.ts'
import { clearAuthorizations } from '../consent/clear-authorizations.ts'
import { consentReceipt } from '../consent/consent-receipt.ts'
import { listConsentRecords } from '../consent/list-consent-records.ts'
import { switchAuthorization } from '../consent/switch-authorization.ts'
import { verifyRecords } from '../consent/verify-records.ts'
import { exportPerson } from './export-person.ts'
import { forgetPerson } from './forget-person.ts'

const SN = 'door-1'
/** Long enough not to be anywhere by chance. */
const ALICE = 'alice-whom-nobody-shall-find'

eachStore((open, dialect) => {
  const start = async () => {
    const testbed = await createConsentTestbed(await open())
    const { ctx, store, backend } = testbed
    await store.devices.ensure(backend.appid, { modelId: MODEL, sn: SN }, ctx.now())
    await store.devices.update(
      backend.appid,
      { modelId: MODEL, sn: SN },
      { public_key: DEVICE_KEY, registered_at: 1 },
    )
    const alice = await testbed.person(ALICE)
    await testbed.decideDevice(alice, SN)
    await testbed.decideDevice(alice, 'door-2', 'reject')
    await testbed.decideDevice(await testbed.person('bob'), SN)
    return { ...testbed, alice, door: { ...testbed.device(SN), clientId: 'door' } }
  }
  /** All rows of all tables as text. */
  const dump = async ({ store }: ConsentTestbed) => {
    const tables = (await store.db.introspection.getTables()).map(({ name }) => name as keyof Tables)
    const rows = await Promise.all(tables.map((table) => store.db.selectFrom(table).selectAll().execute()))
    return JSON.stringify(rows)
  }
  const damages = async ({ ctx, backend }: ConsentTestbed) => {
    const found = []
    for (let cursor: string | undefined; ; ) {
      const page = await verifyRecords(ctx, backend, cursor ? { cursor } : {})
      found.push(...page.items.map(({ kind, chain, seq }) => `${kind} ${chain} ${seq}`))
      if (page.next_cursor === null) return found
      cursor = page.next_cursor
    }
  }
  const eventsOf = async ({ store }: ConsentTestbed) =>
    store.db.selectFrom('event').selectAll().orderBy('id').execute()

  it('erases all that names them, in every table, and nothing of anybody else', async () => {
    const testbed = await start()
    const { ctx, backend, door } = testbed
    await startCall(ctx, door, ring(ALICE))
    expect(await dump(testbed)).toContain(ALICE)
    const before = (await listConsentRecords(ctx, backend, { limit: 50, openid: 'bob' })).items
    const forgotten = await forgetPerson(ctx, backend, ALICE)
    expect(forgotten).toMatchObject({
      record_id: expect.any(String),
      records: 4,
      authorizations: 2,
      wechat_authorizations: 0,
      calls: 1,
    })
    const after = await dump(testbed)
    expect(after).not.toContain(ALICE)
    expect(after).not.toContain('door-2')
    expect((await listConsentRecords(ctx, backend, { limit: 50, openid: 'bob' })).items).toEqual(before)
    const bobs = await testbed.store.consent.effective(backend.appid, 'bob', MODEL, SN, testbed.ctx.now)
    expect(bobs.allowed).toBe(true)
  })

  it('keeps the chain verifiable, records that somebody was forgotten, and does not say who', async () => {
    const testbed = await start()
    const { ctx, backend } = testbed
    const { record_id } = await forgetPerson(ctx, backend, ALICE)
    expect(await damages(testbed)).toEqual([])
    const { items } = await listConsentRecords(ctx, backend, { limit: 50 })
    const erasure = items.find(({ id }) => id === record_id)
    expect(erasure).toMatchObject({ act: 'erased', openid: null, sn: null, display_name: null })
    expect(erasure?.proof?.erases).toBe('{"answers":[1,2],"asked":[1,2]}')
    const blank = items.filter(({ proof }) => proof?.erased_by === record_id)
    expect(blank.map(({ act }) => act).toSorted()).toEqual(['asked', 'asked', 'authorized', 'refused'])
    for (const record of blank) {
      expect(record).toMatchObject({ openid: null, words: null, sn: null, proof: { salt: null } })
    }
    const answer = blank.find(({ act }) => act === 'authorized')
    await expectRefusal(consentReceipt(ctx, backend, answer?.id ?? ''), 'record_erased')
    await testbed.decideDevice(await testbed.person('carol'), SN)
    expect(await damages(testbed)).toEqual([])
  })

  it('finds a record that is blank by hand, and one that was filled again', async () => {
    const testbed = await start()
    const { ctx, backend, store } = testbed
    const kept = await store.records.ofChain(backend.appid, 'answers', 1, 1)
    await forgetPerson(ctx, backend, ALICE)
    const [bob] = await store.records.ofChain(backend.appid, 'answers', 3, 1)
    const erasedBy = (await store.records.ofChain(backend.appid, 'answers', 4, 1))[0]?.id ?? ''
    await store.records.erasePerson(backend.appid, 'bob', erasedBy)
    expect(await damages(testbed)).toEqual(['changed answers 3', 'changed asked 3'])
    await store.db
      .deleteFrom('consent_record')
      .where('id', '=', bob?.id ?? '')
      .execute()
    await store.db
      .insertInto('consent_record')
      .values(bob as never)
      .execute()
    expect(await damages(testbed)).toEqual(['changed asked 3'])
    await store.db
      .deleteFrom('consent_record')
      .where('id', '=', kept[0]?.id ?? '')
      .execute()
    await store.db
      .insertInto('consent_record')
      .values(kept[0] as never)
      .execute()
    expect(await damages(testbed)).toEqual(['restored answers 1', 'changed asked 3'])
  })

  it('ends what rings and what is spoken, for the device too, and ends their connections', async () => {
    const testbed = await start()
    const { ctx, backend, door, alice } = testbed
    const phone = { ...alice, clientId: 'phone' }
    const call = await startCall(ctx, door, ring(ALICE))
    await joinCall(ctx, door, call.room_id)
    await acceptCall(ctx, phone, call.room_id)
    const heardByDoor = testbed.hear(address.device(backend.appid, MODEL, SN))
    const heardByPhone = testbed.hear(address.person(backend.appid, ALICE))
    await forgetPerson(ctx, backend, ALICE)
    await ctx.bus.deliver(address.person(backend.appid, ALICE), { type: 'authorizations.changed' })
    const ended = {
      type: 'call',
      call: { room_id: call.room_id, state: 'ended', end: { reason: 'aborted' } },
    }
    expect(heardByDoor).toMatchObject([ended])
    expect(heardByPhone.slice(0, 2)).toMatchObject([ended, { type: 'forgotten' }])
    expect(
      await testbed.store.calls.openOf(backend.appid, { role: 'device', modelId: MODEL, sn: SN }),
    ).toEqual([])
    // The door is free for somebody else.
    expect(await startCall(ctx, door, ring('bob'))).toMatchObject({ state: 'created' })
    await expectRefusal(startCall(ctx, door, ring(ALICE)), 'openid_unknown')
  })

  it('tells the back end that somebody was, and what it was told of them before says nothing any more', async () => {
    const testbed = await start()
    const { ctx, backend, door } = testbed
    await startCall(ctx, door, ring(ALICE))
    const before = await eventsOf(testbed)
    const { record_id, at: _, cleared: __, ...counts } = await forgetPerson(ctx, backend, ALICE)
    const after = await eventsOf(testbed)
    const told = after.filter(({ type }) => type === 'person.erased')
    expect(told.map(({ openid, data }) => [openid, JSON.parse(data)])).toEqual([
      [null, { record_id, ...counts }],
    ])
    const blank = after.filter(({ type }) => type === 'event.erased')
    expect(blank.length).toBe(counts.events)
    expect(new Set(blank.map(({ data, openid }) => `${data} ${openid}`))).toEqual(new Set(['{} null']))
    // Every event keeps its place, so that a reader goes on from wherever it was.
    expect(after.map(({ id }) => id)).toEqual(expect.arrayContaining(before.map(({ id }) => id)))
    const ofBob = (rows: typeof after) => rows.filter(({ openid }) => openid === 'bob')
    expect(ofBob(after)).toEqual(ofBob(before))
  })

  it('removes what was, or is to be, delivered to webhooks about them, and lets no node write it again', async () => {
    const testbed = await start()
    const { ctx, backend, store } = testbed
    const columns = {
      appid: backend.appid,
      url: 'https://example.com',
      types: null,
      secret: 'x',
      old_secret: null,
    }
    const times = {
      old_secret_until: null,
      retry_at: 0,
      succeeded_at: null,
      failing_since: null,
      created_at: 1,
    }
    const lease = { lease_until: 99, lease_by: 'node' }
    const webhook = { id: 'wh_1', ...columns, ...times, ...lease, enabled: 1, position: 0, failures: 0 }
    await store.webhooks.insert(webhook, 10)
    await store.webhooks.insert({ ...webhook, id: 'wh_2', appid: 'other' }, 10)
    const delivery = {
      ...{
        event_id: 'e',
        number: 1,
        type: 'authorization.asked',
        url: 'x',
        state: 'waiting' as const,
        attempts: 0,
      },
      ...{ created_at: 1, next_at: 1, give_up_at: 9, attempted_at: null, duration_ms: null, status: null },
      ...{ answer: null, error: null },
    } as const
    const rows = ['wh_1', 'wh_2', 'wh_gone'].flatMap((webhook_id) =>
      [ALICE, 'bob'].map((openid) => ({
        ...delivery,
        id: `${webhook_id}_${openid[0]}`,
        webhook_id,
        openid,
        body: openid,
      })),
    )
    await store.deliveries.put(rows)
    expect(await forgetPerson(ctx, backend, ALICE)).toMatchObject({ deliveries: 2 })
    const left = await store.db.selectFrom('webhook_delivery').select('id').orderBy('id').execute()
    expect(left.map(({ id }) => id)).toEqual(['wh_1_b', 'wh_2_a', 'wh_2_b', 'wh_gone_b'])
    // The node that had the lease is told that it has not any more, before it writes what it sent.
    expect(await store.webhooks.progress(webhook, { position: 5 })).toBeUndefined()
  })

  it('refuses sessions of before, also when the person has come back, who is as new', async () => {
    const testbed = await start()
    const { ctx, backend, clock, alice } = testbed
    const { session } = await createSession(ctx, backend, { openid: ALICE })
    expect((await authenticateToken(ctx, session)).caller).toEqual(alice)
    const asked = await testbed.askDevice(alice, 'door-3')
    await forgetPerson(ctx, backend, ALICE)
    await expectRefusal(authenticateToken(ctx, session), 'unauthenticated')
    // Requests that came in a moment before.
    await expectRefusal(testbed.decide(alice, asked, 'allow'), 'unauthenticated')
    await expectRefusal(testbed.askDevice(alice, SN), 'unauthenticated')
    await expectRefusal(
      switchAuthorization(ctx, alice, { model_id: MODEL, sn: SN, status: 1 }),
      'unauthenticated',
    )
    await expectRefusal(clearAuthorizations(ctx, alice), 'unauthenticated')
    expect(await dump(testbed)).not.toContain(ALICE)

    // In the same second.
    clock.now += 5
    const back = await createSession(ctx, backend, { openid: ALICE })
    await expectRefusal(authenticateToken(ctx, session), 'unauthenticated')
    expect((await authenticateToken(ctx, back.session)).caller).toEqual(alice)
    // From none, as if never asked (A1): it was refused before.
    await testbed.decideDevice(alice, 'door-2')
    expect((await listConsentRecords(ctx, backend, { limit: 50, openid: ALICE })).items).toHaveLength(2)
    expect(await damages(testbed)).toEqual([])
    await forgetPerson(ctx, backend, ALICE)
    expect(await damages(testbed)).toEqual([])
  })

  it('takes no question and no login code of before for the person who has come back', async () => {
    const testbed = await start()
    const { ctx, backend, clock, alice } = testbed
    const { secret } = await rotateAppSecret(ctx, backend.appid)
    const exchange = (code: string) => exchangeLoginCode(ctx, { appid: backend.appid, secret, code })
    clock.now += 5
    const asked = await testbed.askDevice(alice, 'door-3')
    const { code } = await createLoginCode(ctx, alice)
    await forgetPerson(ctx, backend, ALICE)
    await expectRefusal(exchange(code), 'login_code_invalid')

    clock.now += 5
    await createSession(ctx, backend, { openid: ALICE })
    await expectRefusal(testbed.decide(alice, asked, 'allow'), 'ask_invalid')
    await expectRefusal(exchange(code), 'login_code_invalid')
    expect((await listConsentRecords(ctx, backend, { limit: 50, openid: ALICE })).items).toEqual([])
    expect(await exchange((await createLoginCode(ctx, alice)).code)).toMatchObject({ openid: ALICE })
    await testbed.decide(alice, await testbed.askDevice(alice, 'door-3'), 'allow')

    clock.now += ASK_TTL_MS
    await expectRefusal(askAuthorization(ctx, alice, { again: asked.ask }), 'ask_invalid')
  })

  it('knows a person from the first of two sessions that are made at once', async () => {
    const { ctx, backend, clock } = await start()
    const sessions = await Promise.all(
      [3, 0, 2, 1].map((late) => {
        const at = clock.now + late
        return createSession({ ...ctx, now: () => at }, backend, { openid: 'carol' })
      }),
    )
    for (const { session } of sessions) await authenticateToken(ctx, session)
  })

  it('takes a question and a login code that were made where the clock is behind that by which the person is known', async () => {
    const testbed = await start()
    const { ctx, backend, clock } = testbed
    const { secret } = await rotateAppSecret(ctx, backend.appid)
    const { session } = await createSession({ ...ctx, now: () => clock.now + 40 }, backend, {
      openid: 'carol',
    })
    const { caller } = await authenticateToken(ctx, session)
    if (caller.role !== 'person') throw new Error('a session is of a person')
    await testbed.decide(caller, await testbed.askDevice(caller, 'door-3'), 'allow')
    const { code } = await createLoginCode(ctx, caller)
    expect(await exchangeLoginCode(ctx, { appid: backend.appid, secret, code })).toMatchObject({
      openid: 'carol',
    })
  })

  it('finds nothing of a person who is not known, and records nothing', async () => {
    const testbed = await start()
    const { ctx, backend, store } = testbed
    const other = await createConsentTestbed(store, 'other')
    await other.person(ALICE)
    const before = await dump(testbed)
    const nothing = { record_id: null, records: 0, authorizations: 0, calls: 0, events: 0, deliveries: 0 }
    expect(await forgetPerson(ctx, backend, 'nobody')).toMatchObject(nothing)
    expect(await dump(testbed)).toBe(before)
    await forgetPerson(ctx, backend, ALICE)
    expect(await forgetPerson(ctx, backend, ALICE)).toMatchObject(nothing)
    expect(await store.people.exists('other', ALICE)).toBe(true)
  })

  it('leaves nothing of a person who acts at the same instant, on another node', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const { ctx, backend } = testbed
    const other = { ...ctx, store: await store.secondNode() }
    const groups = await Promise.all(Array.from({ length: 4 }, () => testbed.group()))
    for (let round = 0; round < 8; round++) {
      const openid = `${ALICE}-${round}`
      const alice = await testbed.person(openid)
      const asked = await testbed.askDevice(alice, SN)
      await testbed.decideDevice(alice, 'door-2')
      const acts = [
        ...groups.map((group_id, n) => askAuthorization(n % 2 ? ctx : other, alice, { group_id })),
        testbed.decide(alice, asked, 'allow'),
        switchAuthorization(other, alice, { model_id: MODEL, sn: 'door-2', status: 0 }),
        forgetPerson(other, backend, openid),
        clearAuthorizations(ctx, alice),
      ]
      const outcomes = await Promise.allSettled(acts)
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') {
          expect(['unauthenticated', 'authorization_unknown']).toContain(outcome.reason.code)
        }
      }
      expect(await dump(testbed)).not.toContain(openid)
    }
    expect(await damages(testbed)).toEqual([])
  })

  const onSqlite = dialect === 'sqlite' ? it : () => {}
  onSqlite('leaves no byte of them in the files, whatever else is written', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const { ctx, backend } = testbed
    const file = store.url.replace('sqlite:', '')
    const bytes = () => Buffer.concat([file, `${file}-wal`].map((name) => readFileSync(name)))
    // Rows of many lengths, so that pages are split, filled and moved.
    const openids = Array.from({ length: 90 }, (_, n) => `person_${n}_${'x'.repeat((n * 37) % 90)}`)
    for (const openid of openids) {
      const who = await testbed.person(openid)
      for (let n = 0; n < 3; n++) await testbed.decideDevice(who, `door-${n}`, n % 2 ? 'allow' : 'reject')
    }
    const going = openids.filter((_, n) => n % 3 === 0)
    for (const openid of going) {
      expect(await forgetPerson(ctx, backend, openid)).toMatchObject({ cleared: true })
    }
    const left = bytes()
    expect(going.filter((openid) => left.includes(`${openid.split('_').slice(0, 2).join('_')}_`))).toEqual([])
    expect(left.includes('person_1_')).toBe(true)
    expect(await damages(testbed)).toEqual([])
  })

  onSqlite(
    'leaves no byte of them in a file that is too large to write anew at once, after the next start',
    async () => {
      const store = await open()
      const testbed = await createConsentTestbed(store)
      const { ctx, backend } = testbed
      const file = store.url.replace('sqlite:', '')
      await sql`create table filling as
      with recursive n(n) as (select 1 union all select n + 1 from n where n < 66) select zeroblob(1048576) from n`.execute(
        store.db,
      )
      const openids = Array.from({ length: 90 }, (_, n) => `person_${n}_${'x'.repeat((n * 37) % 90)}`)
      for (const openid of openids) {
        const who = await testbed.person(openid)
        for (let n = 0; n < 3; n++) await testbed.decideDevice(who, `door-${n}`, n % 2 ? 'allow' : 'reject')
      }
      for (const openid of openids) {
        expect(await forgetPerson(ctx, backend, openid)).toMatchObject({ cleared: false })
      }
      const again = await openStore(store.url)
      expect([await again.scrubLater(), await again.scrubLater()]).toEqual([true, false])
      await again.close()
      const left = readFileSync(file)
      expect(openids.filter((openid) => left.includes(openid))).toEqual([])
      expect(left.length).toBeGreaterThan(64 * 1024 * 1024)
    },
  )

  it('gives all that is kept of a person, kind by kind, and of nobody else', async () => {
    const testbed = await start()
    const { ctx, backend, door } = testbed
    await startCall(ctx, door, ring(ALICE))
    const read = async (openid: string, limit: number) => {
      const types: string[] = []
      for (let cursor: string | undefined; ; ) {
        const page = await exportPerson(ctx, backend, openid, { limit, cursor })
        expect(page.items.length).toBeLessThanOrEqual(limit)
        expect(JSON.stringify(page.items)).not.toContain('bob')
        types.push(...page.items.map(({ type }) => type))
        if (page.next_cursor === null) return types
        cursor = page.next_cursor
      }
    }
    const all = ['person', 'authorization', 'authorization', ...Array(4).fill('consent_record'), 'call']
    expect(await read(ALICE, 50)).toEqual(all)
    expect(await read(ALICE, 1)).toEqual(all)
    for (const cursor of ['x', 'call.x', 'person2', 'authorization.a.b.c']) {
      await expectRefusal(exportPerson(ctx, backend, ALICE, { limit: 1, cursor }), 'bad_request')
    }
    await expectRefusal(
      exportPerson(ctx, backend, 'nobody', { limit: 1, cursor: undefined }),
      'openid_unknown',
    )
    await forgetPerson(ctx, backend, ALICE)
    await expectRefusal(exportPerson(ctx, backend, ALICE, { limit: 1, cursor: undefined }), 'openid_unknown')
  })
})
