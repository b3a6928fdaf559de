import { DEVICE_VOIP_CODES } from '@callgrant/protocol/wechat-codes'
import { DeviceVoIPError } from '@callgrant/sdk/person'
import { describe, expect, it, vi } from 'vitest'
import { failureOf } from './failure.ts'
import { nativeCall } from './native-call.ts'

type Option = { sn?: string; success(result: object): void; fail(error: object): void; complete?: unknown }

/** A `wx` whose function answers as given, and keeps what it was called with. */
function host(answer: (option: Option) => void) {
  const calls: Option[] = []
  const wx = {
    requestDeviceVoIP(this: unknown, option: Option) {
      expect(this).toBe(wx)
      calls.push(option)
      answer(option)
    },
  }
  return { wx, calls }
}
const call = (wx: object) => nativeCall(wx as Record<string, unknown>, 'requestDeviceVoIP', '2.27.3')

describe('nativeCall', () => {
  it('resolves with what WeChat answers, and calls success before complete, once each', async () => {
    const { wx, calls } = host(({ success }) => success({ errMsg: 'requestDeviceVoIP:ok' }))
    const told: string[] = []
    const option = {
      sn: 'door-1',
      success: () => told.push('success'),
      complete: () => told.push('complete'),
    }
    expect(await call(wx)(option)).toEqual({ errMsg: 'requestDeviceVoIP:ok' })
    expect(told).toEqual(['success', 'complete'])
    expect(calls).toMatchObject([{ sn: 'door-1' }])
    expect(calls[0]?.complete).toBeUndefined()
  })

  it('rejects with an Error that has the fields that fail gets', async () => {
    const raw = { errMsg: 'requestDeviceVoIP:fail :The sn has been rejected', errCode: 10021 }
    const { wx } = host(({ fail }) => fail(raw))
    const fail = vi.fn()
    const failed = await call(wx)({ fail }).catch((error: unknown) => error)
    const failure = {
      errMsg: 'requestDeviceVoIP:fail The sn has been rejected',
      errCode: DEVICE_VOIP_CODES.REFUSED,
    }
    expect(failed).toBeInstanceOf(DeviceVoIPError)
    expect(failed).toMatchObject({ ...failure, message: failure.errMsg })
    expect(fail.mock.calls).toEqual([[failure]])
  })

  it('says which base library it needs where there is no such function (A18)', async () => {
    await expect(call({})()).rejects.toMatchObject({
      errMsg: 'requestDeviceVoIP:fail not supported: base library 2.27.3 or later is needed',
    })
  })

  it('rejects when WeChat throws instead of calling fail', async () => {
    const { wx } = host(() => {
      throw new TypeError('parameter error')
    })
    await expect(call(wx)()).rejects.toMatchObject({ errMsg: 'requestDeviceVoIP:fail parameter error' })
  })
})

describe('failureOf', () => {
  it.each([
    [
      { errMsg: 'requestDeviceVoIP:fail :The sn has been subscribed', errCode: 10001 },
      'The sn has been subscribed',
      10001,
    ],
    [
      { errMsg: 'requestDeviceVoIP:fail The sn has been subscribed', errCode: 10001 },
      'The sn has been subscribed',
      10001,
    ],
    [{ errMsg: 'fail invalid scope', errCode: -12001 }, 'invalid scope', -12001],
    [{ errmsg: 'requestDeviceVoIP:fail snTicket expired', errcode: '10008' }, 'snTicket expired', 10008],
    [{ errMsg: 'The sn has been rejected', err_code: 10021 }, 'The sn has been rejected', 10021],
  ])('brings %j into one shape', (raw, words, errCode) => {
    expect(failureOf('requestDeviceVoIP', raw)).toEqual({
      errMsg: `requestDeviceVoIP:fail ${words}`,
      errCode,
    })
  })

  it('keeps an empty reason empty, and errno where that is the number', () => {
    expect(failureOf('requestDeviceVoIP', { errMsg: 'requestDeviceVoIP:fail ', errCode: 10025 })).toEqual({
      errMsg: 'requestDeviceVoIP:fail',
      errCode: 10025,
    })
    const wrong =
      'requestDeviceVoIP:fail parameter error: parameter.sn should be String instead of Undefined;'
    expect(failureOf('requestDeviceVoIP', { errMsg: wrong, errno: 1001 })).toEqual({
      errMsg: wrong,
      errno: 1001,
    })
  })

  it.each([undefined, null, 'nothing', 3])('takes what is no object: %j', (raw) => {
    expect(failureOf('requestDeviceVoIP', raw).errMsg).toMatch(/^requestDeviceVoIP:fail/)
  })
})
