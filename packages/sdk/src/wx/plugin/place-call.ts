/** `initByCaller`, `callWMPF` and `callDevice`: WeChat's rules for what they take, before the SDK asks the server. */

import { checked, type VoipError } from '../../calling/errors.ts'
import type { InitByCallerRequest, PersonCallRequest } from '../../calling/requests.ts'
import { Check } from '../../shared/check.ts'
import type { Surroundings } from '../types.ts'
import { atLeast } from '../versions.ts'
import type { CallPageController } from './call-page.ts'
import type { CallDeviceOption, CallWMPFOption, InitByCallerAnswer, InitByCallerOption } from './requests.ts'
import { cgiError, pluginError, refusalOf } from './voip-errors.ts'

/** What `initByCaller` calls the numbers of `businessType`. */
const DEVICE_TO_PHONE = 1
const PHONE_TO_DEVICE = 2

export async function initByCaller(
  world: Surroundings,
  page: CallPageController,
  option: InitByCallerOption,
): Promise<InitByCallerAnswer> {
  const knows = (version: string) => atLeast(world.versions.plugin, version)
  checked('initByCaller', () => {
    const check = new Check(option)
    check.takes('businessType', 'Number')
    check.oneOf('miniprogramState', ['formal', 'trial', 'developer'])
    check.done()
  })
  const businessType = option.businessType ?? 0
  if (businessType !== DEVICE_TO_PHONE && businessType !== PHONE_TO_DEVICE) throw pluginError(1011, world)
  checkSide(world, businessType)
  const { timeLimit, ...rest } = option
  const token = tokenOf(world, option)
  if (businessType === DEVICE_TO_PHONE && token !== undefined) return refused(tokenRefused(world), knows)
  const request: InitByCallerRequest = {
    ...rest,
    businessType,
    ...(timeLimit !== undefined && knows('2.3.8') && { timeLimit }),
    ...(token !== undefined && { voipToken: token }),
  }
  try {
    checkFree(world)
    const answer = await world.side.client.initByCaller(request, { joinWhen: page.shown() })
    if (!answer.isSuccess) return refused(refusalOf(answer.errObj, world), knows)
    const { roomId, groupId, chargeType } = answer
    return {
      isSuccess: true,
      ...(knows('2.4.0') && { roomId }),
      groupId,
      ...(knows('2.3.8') && { chargeType }),
    } as InitByCallerAnswer
  } catch (error) {
    const refusal = refusalOf(error, world)
    // Wrong parameters are thrown; that another call is under way is an answer.
    if (refusal.errCode !== 1005) throw refusal
    return refused(refusal, knows)
  }
}

export async function callWMPF(
  world: Surroundings,
  page: CallPageController,
  option: CallWMPFOption,
): Promise<{ roomId: string }> {
  checked('callWMPF', () => {
    const check = new Check(option)
    check.needs('nickName', 'String')
    check.oneOf('envVersion', ['release', 'trial', 'develop'])
    check.done()
  })
  if (typeof option.pushToken !== 'string' || option.pushToken === '') throw pluginError(1001, world)
  return call(world, page, 'callWMPF', option)
}

export async function callDevice(
  world: Surroundings,
  page: CallPageController,
  option: CallDeviceOption,
): Promise<{ roomId: string }> {
  const knows = (version: string) => atLeast(world.versions.plugin, version)
  checked('callDevice', () => {
    const check = new Check(option)
    check.takes('isCloud', 'Boolean')
    check.takes('payload', 'String')
    if (knows('2.4.5')) checkEncoding(check, option)
    check.done()
  })
  const { isCloud, payload, ...rest } = option
  const cloud = knows('2.4.3') && { ...(isCloud && { isCloud }), ...(payload !== undefined && { payload }) }
  return call(world, page, 'callDevice', { ...rest, ...cloud })
}

async function call(
  world: Surroundings,
  page: CallPageController,
  api: 'callDevice' | 'callWMPF',
  request: PersonCallRequest,
): Promise<{ roomId: string }> {
  const { side, versions } = world
  if (side.role !== 'person') throw pluginError(1007, world)
  const { deviceName, ...rest } = request
  const knows = (version: string) => atLeast(versions.plugin, version)
  const named = knows('2.4.1') && deviceName !== undefined && { deviceName }
  try {
    checkFree(world)
    // 2.4.0 brought these two; that they need no authorization came after it (wechat-surface 2.8).
    const needsAuthorization = !knows('2.4.1')
    return await side.client[api]({ ...rest, ...named }, { joinWhen: page.shown(), needsAuthorization })
  } catch (error) {
    throw refusalOf(error, world)
  }
}

function checkSide(world: Surroundings, businessType: number): void {
  if (businessType === DEVICE_TO_PHONE && world.side.role === 'person') throw pluginError(1006, world)
  if (businessType === PHONE_TO_DEVICE && world.side.role === 'device') throw pluginError(1007, world)
}

/** @throws VoipPluginError 1005: this client has a call, or is being rung (C8) */
function checkFree(world: Surroundings): void {
  const { currentCall } = world.side.client
  if (currentCall && currentCall.state !== 'ended') throw pluginError(1005, world)
}

/**
 * The token that counts; undefined: none.
 * @throws VoipPluginError 1001: no String, or none where one is needed
 */
function tokenOf(world: Surroundings, option: InitByCallerOption): string | undefined {
  const { voipToken, modelId, businessType } = option
  // Samples leave it empty, or write null, where it must be absent.
  const absent = voipToken === undefined || voipToken === null || voipToken === ''
  if (!absent && typeof voipToken !== 'string') throw pluginError(1001, world)
  if (!absent) return voipToken
  const calling = businessType === DEVICE_TO_PHONE
  // Before 2.3.0 the plugin could not get a device's token by itself.
  if (calling ? !atLeast(world.versions.plugin, '2.3.0') : modelId === undefined)
    throw pluginError(1001, world)
  return undefined
}

/** A device that signed in is known by that; a token beside it is somebody else's, or a ticket (13). */
function tokenRefused(world: Surroundings): VoipError {
  return cgiError(13, world)
}

function refused(errObj: VoipError, knows: (version: string) => boolean): InitByCallerAnswer {
  const { errCode, errMsg } = errObj
  return {
    isSuccess: false,
    errCode,
    errMsg,
    error: { err_code: errCode, errMsg },
    ...(knows('2.4.0') && { errObj }),
  } as InitByCallerAnswer
}

function checkEncoding(check: Check, option: CallDeviceOption): void {
  check.oneOf('encodeVideoFixedLength', [0, 320, 480, 640])
  check.oneOf('encodeVideoRotation', [0, 1, 2])
  if (check.takes('encodeVideoRatio', 'Number') && !(Number(option.encodeVideoRatio) >= 0)) {
    check.fault('encodeVideoRatio', `should be 0 or more, got ${option.encodeVideoRatio}`)
  }
  const fps = option.encodeVideoMaxFPS
  if (check.takes('encodeVideoMaxFPS', 'Number') && fps !== 0 && !(Number(fps) >= 8 && Number(fps) <= 15)) {
    check.fault('encodeVideoMaxFPS', `should be 0, or 8 to 15, got ${fps}`)
  }
}
