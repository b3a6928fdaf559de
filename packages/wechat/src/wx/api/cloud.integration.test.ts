import { afterAll, beforeAll, expect, test } from 'vitest'
import { CloudError, createCloud } from '../create-cloud.ts'
import { createWxTestbed, MODEL, type WxTestbed } from '../wx-fixture.ts'

let testbed: WxTestbed
beforeAll(async () => {
  testbed = await createWxTestbed()
})
afterAll(() => testbed.close())

const back = (secret = testbed.secret) =>
  createCloud({ server: testbed.address, appid: testbed.appid, secret })

test('a function written for WeChat’s cloud gets a ticket, and the page is authorized with it', async () => {
  const cloud = back()
  cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV })
  const voip = async (event: Record<string, unknown>) => {
    const { sn, modelId } = event as { sn: string; modelId: string }
    return cloud.openapi.device.getSnTicket({ sn, model_id: modelId })
  }
  const { wx } = await testbed.phone({ functions: { voip } })
  wx.cloud.init()
  const { result, errMsg } = await wx.cloud.callFunction({
    name: 'voip',
    data: { sn: 'door-1', modelId: MODEL },
  })
  expect(errMsg).toBe('cloud.callFunction:ok')
  expect(result).toEqual({
    errCode: 0,
    errMsg: 'openapi.device.getSnTicket:ok',
    snTicket: expect.stringMatching(/^\w{32}$/),
  })
  const asked = await new Promise<{ errMsg: string }>((complete) => {
    const deviceName = 'Front'
    wx.requestDeviceVoIP({ sn: 'door-1', modelId: MODEL, deviceName, snTicket: result.snTicket, complete })
  })
  expect(asked.errMsg).toBe('requestDeviceVoIP:ok')
})

test('knows who calls, each of several at once', async () => {
  const cloud = back()
  const who = async () => {
    await new Promise((resolve) => setImmediate(resolve))
    return cloud.getWXContext().OPENID
  }
  const phones = await Promise.all(
    ['ann', 'bob'].map((openid) => testbed.phone({ openid, functions: { who } })),
  )
  const results = phones.map(({ wx }) => {
    wx.cloud.init({ env: 'prod-1' })
    return wx.cloud.callFunction({ name: 'who' })
  })
  expect((await Promise.all(results)).map(({ result }) => result)).toEqual(['ann', 'bob'])
  expect(() => cloud.getWXContext()).toThrow('nobody calls')
})

test('a function gets and gives copies, by callbacks too', async () => {
  const data = { list: [1] }
  const main = (event: Record<string, unknown>) => {
    ;(event.list as number[]).push(2)
    return { event, at: new Date(0) }
  }
  const { wx, openid } = await testbed.phone({ functions: { main } })
  wx.cloud.init()
  const result = await new Promise((resolve) => {
    const given = wx.cloud.callFunction({ name: 'main', data, success: ({ result }) => resolve(result) })
    expect(given).toBeUndefined()
  })
  expect(result).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    event: { list: [1, 2], userInfo: { appId: testbed.appid, openId: openid } },
  })
  expect(data).toEqual({ list: [1] })
})

test('fails before init, for a function that was not handed over, and for one that throws', async () => {
  const bad = () => {
    throw new TypeError('no such door')
  }
  const { wx } = await testbed.phone({ functions: { bad } })
  await expect(wx.cloud.callFunction({ name: 'bad' })).rejects.toMatchObject({
    errMsg: `cloud.callFunction:fail Cloud API isn't enabled, please call wx.cloud.init first`,
  })
  wx.cloud.init()
  await expect(wx.cloud.callFunction({ name: 'toString' })).rejects.toMatchObject({ errCode: -501000 })
  await expect(wx.cloud.callFunction({ name: 'bad' })).rejects.toMatchObject({
    errCode: -504002,
    errMsg: expect.stringContaining('TypeError: no such door'),
  })
})

test('getSnTicket throws WeChat’s number: a model that there is not, a wrong secret', async () => {
  const ask = (cloud = back(), model_id = MODEL) =>
    cloud.openapi.device.getSnTicket({ sn: 'door-1', model_id })
  await expect(ask(back(), 'm_none')).rejects.toMatchObject({ errCode: 9800003 })
  const wrong = await ask(back('wrong')).catch((error: unknown) => error)
  expect(wrong).toBeInstanceOf(CloudError)
  expect(wrong).toMatchObject({
    errCode: expect.any(Number),
    errMsg: expect.stringContaining('openapi.auth:fail'),
  })
})

test('in a page a hook asks, since the secret is not there', async () => {
  const asked: unknown[] = []
  const cloud = createCloud({
    async call(path, body) {
      asked.push([path, body])
      return { errcode: 0, errmsg: 'ok', sn_ticket: 'T' }
    },
  })
  expect(await cloud.openapi.device.getSnTicket({ sn: 'a', modelId: 'm' })).toMatchObject({ snTicket: 'T' })
  expect(asked).toEqual([['/wxa/getsnticket', { sn: 'a', model_id: 'm' }]])
})
