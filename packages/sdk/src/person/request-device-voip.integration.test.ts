/** `requestDeviceVoIP` against a real server: every row of the table of refusals, and what is shown and kept. */

import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createTestbed, MODEL, type PersonClient, type Testbed } from '../../../../e2e/lib/testbed.ts'
import { SDK } from '../shared/version.ts'
import { createPerson, type Person, type RequestDeviceVoIPOption } from './index.ts'

const clock = { now: 1_700_000_000_000 }
let testbed: Testbed
let phone: PersonClient
let person: Person
let nextSn = 1
let sn: string
let openid: string

beforeAll(async () => {
  testbed = await createTestbed({ now: () => clock.now })
})
afterAll(() => testbed.close())
beforeEach(async () => {
  clock.now += 60_000
  openid = `person-${nextSn}`
  sn = `door-${nextSn++}`
  phone = await testbed.person(openid)
  person = phone.person
})

const option = async (): Promise<RequestDeviceVoIPOption> => ({
  sn,
  snTicket: await testbed.ticket(sn),
  modelId: MODEL,
  deviceName: 'Front',
})
const wrong = (value: unknown) => person.requestDeviceVoIP(value as RequestDeviceVoIPOption)
/** The fields of a failure, and that the promise rejects with an Error that has them. */
async function failure(request: Promise<unknown>): Promise<unknown> {
  const error = await request.then(
    () => expect.unreachable('the request was granted'),
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(Error)
  expect(error.message).toBe(error.errMsg)
  const { errMsg, errCode, errno } = error
  return { errMsg, ...(errCode !== undefined && { errCode }), ...(errno !== undefined && { errno }) }
}
const list = async () => (await person.getDeviceVoIPList()).list

test('shows the dialog with the joined name and answers ok when allowed (A1, A8)', async () => {
  expect(await person.requestDeviceVoIP(await option())).toEqual({ errMsg: 'requestDeviceVoIP:ok' })
  expect(phone.dialogs).toMatchObject([
    { displayName: 'Front door phone', appName: 'Greenfield School', kind: 'device', language: 'en' },
  ])
  expect(await list()).toEqual([{ sn, model_id: MODEL, status: 1 }])
})

test('keeps the exact words that were shown, and the SDK that showed them (B3)', async () => {
  await person.requestDeviceVoIP(await option())
  const { body } = await testbed.server.backend('GET', `/v1/authorizations/records?openid=${openid}`)
  expect(body.items.find(({ act }: { act: string }) => act === 'authorized')).toMatchObject({
    words: phone.dialogs[0]?.words,
    sdk: SDK,
  })
})

test('speaks Chinese to a person who reads Chinese', async () => {
  phone = await testbed.person(openid, { language: 'zh' })
  await phone.person.requestDeviceVoIP(await option())
  expect(phone.dialogs[0]?.words).toContain('允许「Front door phone」')
})

const fault = async (given: unknown, clauses: string) => {
  expect(await failure(wrong(given))).toEqual({
    errno: 1001,
    errMsg: `requestDeviceVoIP:fail parameter error: ${clauses}`,
  })
  expect(phone.dialogs).toEqual([])
}
const none = (...names: string[]) =>
  names.map((name) => `parameter.${name} should be String instead of Undefined;`).join('')
const ALL = none('sn', 'snTicket', 'modelId', 'deviceName')

test.each([
  ['no option', undefined, 'parameter should be Object instead of Undefined;'],
  ['null', null, 'parameter should be Object instead of Null;'],
  ['nothing in it', {}, ALL],
  ['a groupId without isGroup', { groupId: 'g' }, ALL],
  ['isGroup false', { isGroup: false, groupId: 'g' }, ALL],
  ['isGroup of a wrong type', { isGroup: 'true' }, 'parameter.isGroup should be Boolean instead of String;'],
  ['isGroup with nothing else', { isGroup: true }, none('groupId')],
  [
    'groupId of a wrong type',
    { isGroup: true, groupId: 7 },
    'parameter.groupId should be String instead of Number;',
  ],
  [
    'groupId empty',
    { isGroup: true, groupId: '' },
    'parameter.groupId should be 1 to 64 of 0-9 A-Z a-z _ -;',
  ],
  [
    'all of wrong types',
    { sn: 1, snTicket: true, modelId: null, deviceName: {} },
    'parameter.sn should be String instead of Number;parameter.snTicket should be String instead of Boolean;' +
      'parameter.modelId should be String instead of Null;parameter.deviceName should be String instead of Object;',
  ],
  [
    'a list and a function',
    { sn: [], snTicket: () => 1, modelId: 'm', deviceName: 'd' },
    'parameter.sn should be String instead of Array;parameter.snTicket should be String instead of Function;',
  ],
])('refuses %s with errno 1001, one clause a fault (A11)', (_, given, clauses) => fault(given, clauses))

test.each([
  ['an sn too long', { sn: 'x'.repeat(129) }, 'parameter.sn should be 1 to 128 bytes, got 129;'],
  ['an sn empty', { sn: '' }, 'parameter.sn should be 1 to 128 bytes, got 0;'],
  ['an sn with a blank', { sn: 'door 1' }, 'parameter.sn should have 0-9 A-Z a-z _ - only;'],
  ['a model of other letters', { modelId: '门' }, 'parameter.modelId should be 1 to 64 of 0-9 A-Z a-z _ -;'],
  [
    'a name of 14',
    { deviceName: '十四个字的设备名称实在太长了' },
    'parameter.deviceName should be 1 to 13 characters, got 14;',
  ],
  [
    'a name with a line end',
    { deviceName: 'Front\ndoor' },
    'parameter.deviceName should be text that can be seen, on one line, with no hidden characters;',
  ],
  ['no name', { deviceName: '' }, 'parameter.deviceName should be 1 to 13 characters, got 0;'],
  ['a blank name', { deviceName: '   ' }, 'parameter.deviceName should be 1 to 13 characters, got 0;'],
  [
    'two at once',
    { sn: '号', deviceName: 'fourteen chars' },
    'parameter.sn should have 0-9 A-Z a-z _ - only;parameter.deviceName should be 1 to 13 characters, got 14;',
  ],
])('refuses %s with errno 1001 (A10)', async (_, faulty, clauses) => {
  await fault({ ...(await option()), ...faulty }, clauses)
})

test('takes 13 characters of any kind as a name, each counted once (A10)', async () => {
  await person.requestDeviceVoIP({
    ...(await option()),
    deviceName: '🏠'.repeat(13),
  } as RequestDeviceVoIPOption)
  expect(phone.dialogs[0]?.displayName).toBe(`${'🏠'.repeat(13)} door phone`)
})

test.each(['', 'nonsense', 'x'.repeat(513), '00000000000000000000000000000000'])(
  'refuses the ticket %j with 10008 (A12)',
  async (snTicket) => {
    expect(await failure(wrong({ ...(await option()), snTicket }))).toEqual({
      errCode: 10008,
      errMsg: 'requestDeviceVoIP:fail snTicket invalid',
    })
    expect(await list()).toEqual([])
  },
)

test('refuses a ticket of another device with 10008 (A12)', async () => {
  const snTicket = await testbed.ticket('another')
  expect(await failure(wrong({ ...(await option()), snTicket }))).toEqual({
    errCode: 10008,
    errMsg: 'requestDeviceVoIP:fail snTicket invalid',
  })
})

test('refuses a model that there is not with 10008: no ticket can be good for it (A12)', async () => {
  expect(await failure(wrong({ ...(await option()), modelId: 'm_none' }))).toEqual({
    errCode: 10008,
    errMsg: 'requestDeviceVoIP:fail snTicket invalid',
  })
})

test('refuses a ticket after 5 minutes with 10008 (A12)', async () => {
  const old = await option()
  clock.now += 5 * 60_000 + 1000
  expect(await failure(person.requestDeviceVoIP(old))).toEqual({
    errCode: 10008,
    errMsg: 'requestDeviceVoIP:fail snTicket expired',
  })
})

test('shows no dialog and answers 10001 when it was authorized before (A2)', async () => {
  await person.requestDeviceVoIP(await option())
  expect(await failure(person.requestDeviceVoIP(await option()))).toEqual({
    errCode: 10001,
    errMsg: 'requestDeviceVoIP:fail The sn has been subscribed',
  })
  expect(phone.dialogs).toHaveLength(1)
})

test('answers 10021 auth deny when Reject is tapped, and shows no dialog from then on (A1)', async () => {
  phone.answer = 'reject'
  expect(await failure(person.requestDeviceVoIP(await option()))).toEqual({
    errCode: 10021,
    errMsg: 'requestDeviceVoIP:fail auth deny',
  })
  expect(await list()).toEqual([{ sn, model_id: MODEL, status: 0 }])
  expect(await failure(person.requestDeviceVoIP(await option()))).toEqual({
    errCode: 10021,
    errMsg: 'requestDeviceVoIP:fail The sn has been rejected',
  })
  expect(phone.dialogs).toHaveLength(1)
})

test('answers 10021 after the person switched it off, and asks again after clearing (A1, A3)', async () => {
  await person.requestDeviceVoIP(await option())
  expect(await person.switchAuthorization({ sn, model_id: MODEL }, false)).toMatchObject({ sn, status: 0 })
  expect(await failure(person.requestDeviceVoIP(await option()))).toMatchObject({ errCode: 10021 })
  expect(await person.clearAuthorizations()).toEqual({ cleared: 1 })
  await person.requestDeviceVoIP(await option())
  expect(phone.dialogs).toHaveLength(2)
})

test('leaves everything as it was, 10022, when the dialog goes away', async () => {
  phone.answer = 'dismiss'
  expect(await failure(person.requestDeviceVoIP(await option()))).toEqual({
    errCode: 10022,
    errMsg: 'requestDeviceVoIP:fail cancel',
  })
  expect(await list()).toEqual([])
  phone.answer = 'allow'
  await person.requestDeviceVoIP(await option())
})

test('takes the dialog away when the client is closed: 10022, nothing decided', async () => {
  phone.answer = ({ signal }) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve('dismiss')))
  const first = failure(person.requestDeviceVoIP(await option()))
  const waiting = failure(person.requestDeviceVoIP(await option()))
  await vi.waitFor(() => expect(phone.dialogs).toHaveLength(1))
  await person.close()
  expect(await first).toMatchObject({ errCode: 10022 })
  expect(await waiting).toMatchObject({ errCode: 10022 })
  expect(phone.dialogs).toHaveLength(1)
  expect(await list()).toEqual([])
})

test('answers 10022 when also the answer to the second question came too late', async () => {
  phone.answer = async () => {
    clock.now += 10 * 60_000 + 1000
    return 'allow'
  }
  expect(await failure(person.requestDeviceVoIP(await option()))).toMatchObject({ errCode: 10022 })
  expect(await list()).toEqual([])
})

test('asks for a whole group by its own name, and for an unknown one answers 10025 (A8, A11)', async () => {
  const body = { model_id: MODEL, group_name: 'West wing' }
  const group = (await testbed.server.backend('POST', '/v1/groups', { body })).body
  await person.requestDeviceVoIP({ isGroup: true, groupId: group.group_id })
  expect(phone.dialogs).toMatchObject([{ displayName: 'West wing', kind: 'group' }])
  const entries = await list()
  const { group_id } = group
  expect(entries).toEqual([{ group_id, groupId: group_id, status: 1, sn: undefined, model_id: undefined }])
  expect(Object.keys(entries[0] ?? {}).sort()).toEqual(['groupId', 'group_id', 'model_id', 'sn', 'status'])
  expect(await failure(person.requestDeviceVoIP({ isGroup: true, groupId: 'g_none' }))).toEqual({
    errCode: 10025,
    errMsg: 'requestDeviceVoIP:fail group not found',
  })
})

test('answers -12001 for an app without the calling capability', async () => {
  const given = await option()
  const { operator, appid } = testbed.server
  await operator('PATCH', `/v1/apps/${appid}`, { body: { calling: false } })
  try {
    expect(await failure(person.requestDeviceVoIP(given))).toEqual({
      errCode: -12001,
      errMsg: 'requestDeviceVoIP:fail invalid scope',
    })
  } finally {
    await operator('PATCH', `/v1/apps/${appid}`, { body: { calling: true } })
  }
})

test('an answer after the 10 minutes of a question came too late: it is said, and asked again', async () => {
  phone.answer = async () => {
    if (phone.dialogs.length === 1) clock.now += 11 * 60_000
    return 'allow'
  }
  expect(await person.requestDeviceVoIP(await option())).toEqual({ errMsg: 'requestDeviceVoIP:ok' })
  expect(phone.dialogs.map(({ late, displayName }) => [late, displayName])).toEqual([
    [false, 'Front door phone'],
    [true, 'Front door phone'],
  ])
  expect(await list()).toEqual([{ sn, model_id: MODEL, status: 1 }])
})

test('a dialog that is closed after the late answer records nothing; one that was answered elsewhere is told so', async () => {
  phone.answer = async () => {
    clock.now += 11 * 60_000
    return phone.dialogs.length === 1 ? 'reject' : 'dismiss'
  }
  expect(await failure(person.requestDeviceVoIP(await option()))).toMatchObject({ errCode: 10022 })
  expect(await list()).toEqual([])
  const other = await testbed.person(openid)
  phone.answer = async () => {
    await other.person.requestDeviceVoIP(await option())
    clock.now += 11 * 60_000
    return 'allow'
  }
  expect(await failure(person.requestDeviceVoIP(await option()))).toMatchObject({ errCode: 10001 })
  expect(phone.dialogs).toHaveLength(3)
})

test('answers errCode 13 when the session is refused, after it was asked for anew once', async () => {
  let asked = 0
  const stranger = createPerson({
    server: testbed.server.address,
    language: 'en',
    session: () => `forged-${++asked}`,
    ui: { askAuthorization: async () => 'allow' },
  })
  expect(await failure(stranger.requestDeviceVoIP(await option()))).toEqual({
    errCode: 13,
    errMsg: expect.stringMatching(/^requestDeviceVoIP:fail .*credential/),
  })
  expect(asked).toBe(2)
  expect(await failure(stranger.getDeviceVoIPList())).toMatchObject({ errCode: 13 })
})

test('goes on with the new session when the first is refused', async () => {
  const sessions = ['forged', (await testbed.server.person(openid)).session]
  const alice = createPerson({
    server: testbed.server.address,
    session: () => sessions.shift() ?? 'none',
    ui: { askAuthorization: async () => 'allow' },
  })
  expect(await alice.requestDeviceVoIP(await option())).toEqual({ errMsg: 'requestDeviceVoIP:ok' })
})

test('answers errno 600001 when the server cannot be reached', async () => {
  const alone = createPerson({ server: 'http://127.0.0.1:9', session: 'any', ui: {} })
  expect(await failure(alone.requestDeviceVoIP(await option()))).toEqual({
    errno: 600001,
    errMsg: 'requestDeviceVoIP:fail network error',
  })
})

test('says what is missing where nothing can be shown', async () => {
  phone = await testbed.person(openid, { ui: {} })
  expect(phone.person.canIUse('requestDeviceVoIP')).toBe(false)
  expect(await failure(phone.person.requestDeviceVoIP(await option()))).toEqual({
    errMsg:
      'requestDeviceVoIP:fail Nothing shows the dialog: pass `ui: browserUi()` from @callgrant/ui/browser, or a `ui.askAuthorization` of your own, to createPerson.',
  })
})

test('shows dialogs one after the other, and asks the server afresh for each', async () => {
  let open = 0
  let most = 0
  phone.answer = async () => {
    most = Math.max(most, ++open)
    await new Promise((resolve) => setImmediate(resolve))
    open--
    return 'allow'
  }
  const other = { ...(await option()), sn: `${sn}-b`, snTicket: await testbed.ticket(`${sn}-b`) }
  const [first, second, third] = await Promise.allSettled([
    person.requestDeviceVoIP(await option()),
    person.requestDeviceVoIP(await option()),
    person.requestDeviceVoIP(other as RequestDeviceVoIPOption),
  ])
  expect(first.status).toBe('fulfilled')
  expect(second).toMatchObject({ status: 'rejected', reason: { errCode: 10001 } })
  expect(third.status).toBe('fulfilled')
  expect(most).toBe(1)
  expect(phone.dialogs).toHaveLength(2)
})

test('renews a session that has expired, and asks on', async () => {
  const backend = testbed.server.backend
  const mint = vi.fn(async () => {
    const { body } = await backend('POST', '/v1/sessions', { body: { openid, ttl_seconds: 60 } })
    return body.session as string
  })
  phone = await testbed.person(openid, { session: mint })
  expect((await phone.person.getDeviceVoIPList()).errMsg).toBe('getDeviceVoIPList:ok')
  clock.now += 61_000
  expect((await phone.person.getDeviceVoIPList()).list).toEqual([])
  expect(mint).toHaveBeenCalledTimes(2)
})

test('resolves openSetting when the settings page is closed, with the client in the app’s hands', async () => {
  const openSettings = vi.fn(async () => {})
  phone = await testbed.person(openid, { ui: { openSettings } })
  expect(await phone.person.openSetting()).toEqual({ errMsg: 'openSetting:ok', authSetting: {} })
  expect(openSettings).toHaveBeenCalledWith(expect.objectContaining({ person: phone.person, language: 'en' }))
})
