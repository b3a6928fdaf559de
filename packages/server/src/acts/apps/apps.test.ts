import { expect, it } from 'vitest'
import { createConsentTestbed, expectRefusal } from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { createModel } from '../devices/create-model.ts'
import { getModel } from '../devices/get-model.ts'
import { issueTicket } from '../devices/issue-ticket.ts'
import { listModels } from '../devices/list-models.ts'
import { authenticateApp } from './authenticate-app.ts'
import { createApp } from './create-app.ts'
import { createSession } from './create-session.ts'
import { getApp } from './get-app.ts'
import { listApps } from './list-apps.ts'
import { rotateAppSecret } from './rotate-app-secret.ts'
import { updateApp } from './update-app.ts'

eachStore((open) => {
  const start = async () => createConsentTestbed(await open())

  it('makes an app whose secret is shown once and kept as a hash only', async () => {
    const { ctx, store } = await start()
    const { secret, ...app } = await createApp(ctx, { name: 'School' })
    expect(app).toMatchObject({ name: 'School', calling: true, ring_timeout_seconds: 60, oidc_issuers: [] })
    expect(app.appid).toMatch(/^cg_[0-9A-Za-z_-]{16}$/)
    expect(await getApp(ctx, app.appid)).toEqual(app)
    expect(JSON.stringify(await store.db.selectFrom('app').selectAll().execute())).not.toContain(secret)
    expect((await authenticateApp(ctx, app.appid, secret)).appid).toBe(app.appid)
  })

  it('gives an appid once', async () => {
    const { ctx } = await start()
    const before = await getApp(ctx, 'app')
    await expectRefusal(createApp(ctx, { name: 'Thief', appid: 'app' }), 'app_exists')
    expect(await getApp(ctx, 'app')).toEqual(before)
  })

  it('does not tell an unknown app apart from a wrong secret', async () => {
    const { ctx } = await start()
    const { secret } = await createApp(ctx, { name: 'Other', appid: 'other' })
    const refusals = [
      await expectRefusal(authenticateApp(ctx, 'app', secret), 'unauthenticated'),
      await expectRefusal(authenticateApp(ctx, 'nobody', secret), 'unauthenticated'),
      await expectRefusal(authenticateApp(ctx, 'other', ''), 'unauthenticated'),
      await expectRefusal(authenticateApp(ctx, 'a\0b', secret), 'unauthenticated'),
    ]
    expect(new Set(refusals.map((refusal) => JSON.stringify(refusal.toWire()))).size).toBe(1)
  })

  it('a new secret takes the place of the old at once', async () => {
    const { ctx } = await start()
    const first = await createApp(ctx, { name: 'Other', appid: 'other' })
    const { secret } = await rotateAppSecret(ctx, 'other')
    await expectRefusal(authenticateApp(ctx, 'other', first.secret), 'unauthenticated')
    await authenticateApp(ctx, 'other', secret)
    await expectRefusal(rotateAppSecret(ctx, 'nobody'), 'app_unknown')
  })

  it('changes what is given and nothing else', async () => {
    const { ctx } = await start()
    const before = await getApp(ctx, 'app')
    const oidc_issuers = [{ issuer: 'https://id.example.com', audience: 'web' }]
    await updateApp(ctx, 'app', { ring_timeout_seconds: 30 })
    await updateApp(ctx, 'app', { oidc_issuers, calling: false })
    await updateApp(ctx, 'app', {})
    expect(await getApp(ctx, 'app')).toEqual({
      ...before,
      ring_timeout_seconds: 30,
      oidc_issuers,
      calling: false,
    })
    await expectRefusal(updateApp(ctx, 'nobody', { name: 'x' }), 'app_unknown')
    await expectRefusal(updateApp(ctx, 'nobody', {}), 'app_unknown')
  })

  it('lists apps and models in pages, in the order of their making', async () => {
    const { ctx, backend, clock } = await start()
    for (let n = 0; n < 4; n++) {
      clock.now += 1
      await createApp(ctx, { name: `A${n}`, appid: `a${n}` })
      await createModel(ctx, backend, { model_id: `m${n}`, model_type: 'bell' })
    }
    const first = await listApps(ctx, { limit: 3 })
    const second = await listApps(ctx, { limit: 3, cursor: first.next_cursor ?? '' })
    const appids = [...first.items, ...second.items].map(({ appid }) => appid)
    expect(appids).toEqual(['app', 'a0', 'a1', 'a2', 'a3'])
    expect(second.next_cursor).toBeNull()
    const models = await listModels(ctx, backend, { limit: 2 })
    const more = await listModels(ctx, backend, { limit: 9, cursor: models.next_cursor ?? '' })
    expect([...models.items, ...more.items].map(({ model_id }) => model_id)).toEqual([
      'm_door',
      'm0',
      'm1',
      'm2',
      'm3',
    ])
  })

  it('two apps may have a model of the same id, one app may not', async () => {
    const { ctx, backend } = await start()
    await createApp(ctx, { name: 'Other', appid: 'other' })
    const model = { model_id: 'm_door', model_type: 'gate' }
    await expectRefusal(createModel(ctx, backend, model), 'model_exists')
    await createModel(ctx, { appid: 'other' }, model)
    expect(await getModel(ctx, backend, 'm_door')).toMatchObject({ model_type: 'door phone' })
    expect((await createModel(ctx, backend, { model_type: 'bell' })).model_id).toMatch(/^m_/)
    await expectRefusal(getModel(ctx, backend, 'm_none'), 'model_unknown')
  })

  it('issues tickets for the app’s own models only', async () => {
    const { ctx, backend } = await start()
    await createApp(ctx, { name: 'Other', appid: 'other' })
    const device = { model_id: 'm_door', sn: 'door-1' }
    expect(await issueTicket(ctx, backend, device)).toEqual({
      sn_ticket: expect.stringMatching(/^[0-9A-Za-z]{32}$/),
      expires_in: 300,
    })
    await expectRefusal(issueTicket(ctx, { appid: 'other' }, device), 'model_unknown')
  })

  it('makes a person known by their first session, and again by the next', async () => {
    const { ctx, backend } = await start()
    for (let n = 0; n < 2; n++) {
      expect(await createSession(ctx, backend, { openid: 'alice' })).toMatchObject({
        openid: 'alice',
        expires_in: 3600,
      })
    }
  })
})
