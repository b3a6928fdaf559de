import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createWxTestbed, type WxTestbed } from '../wx-fixture.ts'

let testbed: WxTestbed
beforeAll(async () => {
  testbed = await createWxTestbed()
})
afterAll(() => testbed.close())

test('login gives a code that the back end changes for the openid, once, at WeChat’s own address', async () => {
  const { wx, openid } = await testbed.phone()
  const { code, errMsg } = await wx.login()
  expect(errMsg).toBe('login:ok')
  const { appid, secret } = testbed
  const query = new URLSearchParams({ appid, secret, js_code: code, grant_type: 'authorization_code' })
  const ask = async () => {
    const response = await fetch(`${testbed.address}/sns/jscode2session?${query}`)
    return response.json()
  }
  expect(await ask()).toMatchObject({ openid })
  expect((await ask()).errcode).not.toBe(0)
})

test('login fails on a device, and where there is no server', async () => {
  await expect(testbed.device().wx.login()).rejects.toMatchObject({
    errMsg: 'login:fail not supported on a device: it is for the person’s phone',
  })
  const fail = vi.fn()
  const { wx } = await testbed.phone({ server: 'http://127.0.0.1:9' })
  expect(wx.login({ fail })).toBeUndefined()
  await vi.waitFor(() =>
    expect(fail).toHaveBeenCalledWith({ errMsg: 'login:fail network error', errno: 600001 }),
  )
})

test('checkSession succeeds while the session is good', async () => {
  const { wx } = await testbed.phone()
  expect(await wx.checkSession()).toEqual({ errMsg: 'checkSession:ok' })
})

test('checkSession fails with one that nobody gave out', async () => {
  const { wx } = await testbed.phone({ session: 'made-up' })
  await expect(wx.checkSession()).rejects.toMatchObject({
    errMsg: expect.stringMatching(/^checkSession:fail /),
  })
})

test('what fails says what to do, beside WeChat’s own fields: in fail, and in what a promise rejects with', async () => {
  const { wx } = await testbed.phone({ session: 'made-up' })
  const hint = expect.stringMatching(/\. /)
  const fail = vi.fn()
  wx.login({ fail })
  await vi.waitFor(() => expect(fail).toHaveBeenCalled())
  expect(fail.mock.calls[0]?.[0].hint).toEqual(hint)
  expect(Object.keys(fail.mock.calls[0]?.[0])).not.toContain('hint')
  const rejected = await wx.login().catch((error: unknown) => error)
  expect((rejected as { hint?: string }).hint).toEqual(hint)
})

test('tells which app this is', async () => {
  const { wx } = await testbed.phone({ envVersion: 'trial' })
  expect(wx.getAccountInfoSync()).toEqual({
    miniProgram: { appId: testbed.appid, envVersion: 'trial', version: '' },
  })
})
