/** What is reported, to a real server: the ledger has it, and the app notices nothing (B5). */

import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { MODEL, type TestServer, testServer } from '../../../server/test/test-server.ts'
import { setSession } from '../main.ts'
import { registry } from '../shared/registry.ts'
import { promises } from './promises.ts'
import { reporter } from './report.ts'
import { reportingHost } from './reporting-host.ts'

type Option = Record<string, unknown> & { success(answer: object): void; fail(answer: object): void }
interface Sent {
  url: string
  method: string
  header: Record<string, string>
  data?: string
}

const DOOR = { sn: 'door-1', snTicket: 't', modelId: MODEL, deviceName: 'iot' }
const ok = { errMsg: 'requestDeviceVoIP:ok' }

let server: TestServer
let warn: MockInstance<typeof console.warn>
beforeEach(async () => {
  server = await testServer({ listen: true, now: () => Date.now() })
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  Object.assign(registry(), { settings: { server: server.address, appid: server.appid } })
  setSession(async () => (await server.person('alice')).session)
})
afterEach(async () => {
  setSession(null)
  for (const key of Object.keys(registry())) delete (registry() as Record<string, unknown>)[key]
  warn.mockRestore()
  await server.stop()
})

/** Taro's `request`, by this machine's own; keeps what was sent. */
function request() {
  const sent: Sent[] = []
  const taro = {
    async request(option: Sent) {
      sent.push(option)
      const { url, method, header, data } = option
      const answer = await fetch(url, { method, headers: header, ...(data !== undefined && { body: data }) })
      return { statusCode: answer.status, data: await answer.text() }
    },
  }
  return { taro, sent }
}

/** Taro's two functions as the plugin makes them, over a `wx` that answers as given. */
function app(
  answers: { ask?: (option: Option) => void; list?: (option: Option) => void },
  options: { now?: () => number; taro?: ReturnType<typeof request>['taro'] } = {},
) {
  const wx = { requestDeviceVoIP: answers.ask, getDeviceVoIPList: answers.list }
  const { taro, sent } = request()
  const { now } = options
  return { sent, ...promises(reportingHost(wx, reporter(options.taro ?? taro, now), now)) }
}
const ledger = async (filter = '') =>
  (await server.backend('GET', `/v1/wechat/authorizations${filter}`)).body.items
const warnings = () => warn.mock.calls.map((told) => String(told[0]))

describe('with `report`, inside WeChat (B5)', () => {
  it('success, 10001 and 10021 are reported, and reach the app as without it', async () => {
    const codes = [0, 10021, 10001]
    const { requestDeviceVoIP, sent } = app({
      ask: ({ success, fail }) => {
        const errCode = codes.shift()
        if (errCode === 0) success(ok)
        else fail({ errMsg: 'requestDeviceVoIP:fail :The sn has been …', errCode })
      },
    })
    const told: string[] = []
    const option = { ...DOOR, success: () => told.push('success'), complete: () => told.push('complete') }
    expect(await requestDeviceVoIP(option)).toEqual(ok)
    expect(told).toEqual(['success', 'complete'])
    await vi.waitFor(async () => expect(await ledger()).toMatchObject([{ ...row('door-1'), status: 1 }]))

    const failed = await requestDeviceVoIP(DOOR as object).catch((error: unknown) => error)
    expect(failed).toMatchObject({ errCode: 10021, errMsg: 'requestDeviceVoIP:fail The sn has been …' })
    await vi.waitFor(async () => expect(await ledger()).toMatchObject([{ status: 0, known_by: 'request' }]))

    await expect(requestDeviceVoIP(DOOR as object)).rejects.toMatchObject({ errCode: 10001 })
    await vi.waitFor(async () => expect(await ledger()).toMatchObject([{ status: 1 }]))
    // One session for all, and the server's time asked for once.
    expect(sent.map(({ url }) => new URL(url).pathname)).toEqual([
      '/v1/time',
      '/v1/me/wechat/outcome',
      '/v1/me/wechat/outcome',
      '/v1/me/wechat/outcome',
    ])
    expect(new Set(sent.slice(1).map(({ header }) => header.authorization)).size).toBe(1)
    expect(warnings()).toEqual([])
  })

  it('a failure that says nothing of a decision is not sent at all', async () => {
    const { requestDeviceVoIP, sent } = app({
      ask: ({ fail }) => fail({ errMsg: 'requestDeviceVoIP:fail cancel', errCode: 10022 }),
    })
    await expect(requestDeviceVoIP(DOOR as object)).rejects.toMatchObject({ errCode: 10022 })
    expect(sent).toEqual([])
  })

  it.each(['group_id', 'groupId'])(
    'a list is reported whole, devices and groups by %s, and the app gets it as it is',
    async (key) => {
      const { body } = await server.backend('POST', '/v1/groups', {
        body: { model_id: MODEL, group_name: 'Hall' },
      })
      const list = [
        { sn: 'door-1', model_id: MODEL, group_id: undefined, status: 1 },
        { sn: '', model_id: '', [key]: body.group_id, status: 0 },
      ]
      const { getDeviceVoIPList } = app({
        list: ({ success }) => success({ list, errMsg: 'getDeviceVoIPList:ok' }),
      })
      expect(await getDeviceVoIPList()).toEqual({ list, errMsg: 'getDeviceVoIPList:ok' })
      await vi.waitFor(async () =>
        expect(await ledger()).toMatchObject([
          { ...row('door-1'), status: 1, known_by: 'list' },
          { kind: 'group', group_id: body.group_id, status: 0 },
        ]),
      )
    },
  )

  it('says when WeChat said so by the server’s clock, however wrong the phone’s is', async () => {
    const anHourBehind = () => Date.now() - 3_600_000
    const { requestDeviceVoIP } = app({ ask: ({ success }) => success(ok) }, { now: anHourBehind })
    const before = Date.now()
    await requestDeviceVoIP(DOOR as object)
    await vi.waitFor(async () => expect(await ledger()).toHaveLength(1))
    const [{ observed_at }] = await ledger()
    // As exact as half of the way to the server and back.
    expect(observed_at).toBeGreaterThanOrEqual(before - 500)
    expect(observed_at).toBeLessThanOrEqual(Date.now())
  })

  it('what is decided while a list is on its way stays, though the list comes after it', async () => {
    let answerList = () => {}
    const { requestDeviceVoIP, getDeviceVoIPList } = app({
      ask: ({ success }) => success(ok),
      list: ({ success }) => {
        answerList = () => success({ list: [], errMsg: 'getDeviceVoIPList:ok' })
      },
    })
    const listed = getDeviceVoIPList()
    const asked = Date.now()
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(asked))
    await requestDeviceVoIP(DOOR as object)
    await vi.waitFor(async () => expect(await ledger()).toHaveLength(1))
    answerList()
    await listed
    await vi.waitFor(async () => {
      const person = await server.store.db.selectFrom('person').selectAll().execute()
      expect(person).toMatchObject([{ wechat_listed_at: expect.any(Number) }])
    })
    expect(await ledger()).toHaveLength(1)
  })

  it('a request domain that WeChat does not allow is one warning that names it, and fails nothing', async () => {
    const refusing = {
      request: () => Promise.reject({ errMsg: 'request:fail url not in domain list' }),
    }
    const { requestDeviceVoIP } = app({ ask: ({ success }) => success(ok) }, { taro: refusing })
    for (let i = 0; i < 3; i++) expect(await requestDeviceVoIP(DOOR as object)).toEqual(ok)
    await vi.waitFor(() => expect(warnings()).toHaveLength(1))
    expect(warnings()[0]).toContain(
      `request:fail url not in domain list. See that ${server.address} can be reached`,
    )
    expect(warnings()[0]).toContain('server domains')
  })

  it('after a failure the next report is tried anew', async () => {
    let down = true
    const { taro } = request()
    const sometimes = {
      request: (option: Sent) => (down ? Promise.reject({ errMsg: 'request:fail' }) : taro.request(option)),
    }
    const { requestDeviceVoIP } = app({ ask: ({ success }) => success(ok) }, { taro: sometimes })
    await requestDeviceVoIP(DOOR as object)
    await vi.waitFor(() => expect(warnings()).toHaveLength(1))
    down = false
    await requestDeviceVoIP(DOOR as object)
    await vi.waitFor(async () => expect(await ledger()).toHaveLength(1))
  })

  it('nobody signed in is a warning that says what to call', async () => {
    setSession(null)
    const { requestDeviceVoIP } = app({ ask: ({ success }) => success(ok) })
    expect(await requestDeviceVoIP(DOOR as object)).toEqual(ok)
    await vi.waitFor(() => expect(warnings()[0]).toContain('call `setSession('))
  })

  it('what WeChat said to one person is never reported for the next', async () => {
    let give: ((session: string) => void) | undefined
    setSession(
      () =>
        new Promise<string>((resolve) => {
          give = resolve
        }),
    )
    const { requestDeviceVoIP } = app({ ask: ({ success }) => success(ok) })
    await requestDeviceVoIP(DOOR as object)
    await vi.waitFor(() => expect(give).toBeDefined())
    const bob = await server.person('bob')
    setSession(() => bob.session)
    give?.((await server.person('alice')).session)
    await vi.waitFor(() => expect(warnings()[0]).toContain('Somebody else has signed in meanwhile'))
    expect(await ledger()).toEqual([])
  })

  it('a model that the server does not know is a warning with the command to run, also in a list', async () => {
    const { requestDeviceVoIP, getDeviceVoIPList } = app({
      ask: ({ success }) => success(ok),
      list: ({ success }) =>
        success({ list: [{ sn: 'a', model_id: 'm_none', status: 1 }], errMsg: 'getDeviceVoIPList:ok' }),
    })
    await requestDeviceVoIP({ ...DOOR, modelId: 'm_none' } as object)
    await getDeviceVoIPList()
    await vi.waitFor(() => expect(warnings()).toHaveLength(2))
    expect(warnings().join()).toContain('Create it with `callgrant model create`')
    expect(warnings().join()).toContain('1 of the devices and groups that WeChat lists')
    expect(await ledger()).toEqual([])
  })

  it('where WeChat has no such function, it says so as without it, and nothing is sent', async () => {
    const { requestDeviceVoIP, sent } = app({})
    await expect(requestDeviceVoIP(DOOR as object)).rejects.toMatchObject({
      errMsg: 'requestDeviceVoIP:fail not supported: base library 2.27.3 or later is needed',
    })
    expect(sent).toEqual([])
  })
})

function row(sn: string) {
  return { openid: 'alice', kind: 'device', model_id: MODEL, sn }
}
