/**
 * `initByCaller`, `callWMPF` and `callDevice`: the plugin's own rules (which side, which token, which plugin version)
 * and its answers. The SDK checks the fields and places the call.
 */

import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import {
  checked,
  DEVICE_RINGS_PERSON,
  type InitByCallerRequest,
  PERSON_RINGS_DEVICE,
  type PersonCallRequest,
  type VoipError,
} from '@callgrant/sdk/calling'
import { Check } from '@callgrant/sdk/platform'
import type { WxHost } from '../wx/types.ts'
import { atLeast } from '../wx/versions.ts'
import type { CallPageController } from './call-page.ts'
import type { CallDeviceOption, CallWMPFOption, InitByCallerAnswer, InitByCallerOption } from './requests.ts'
import { cgiError, pluginError, refusalOf } from './voip-errors.ts'

export async function initByCaller(
  host: WxHost,
  page: CallPageController,
  option: InitByCallerOption,
): Promise<InitByCallerAnswer> {
  const knows = (version: string) => atLeast(host.versions.plugin, version)
  // With anything but an object, this is the one fault there is.
  checked('initByCaller', () => new Check(option))
  const businessType = option.businessType ?? 0
  checkSide(host, businessType)
  const { timeLimit, ...rest } = option
  const voipToken = tokenOf(host, option)
  if (businessType === DEVICE_RINGS_PERSON && voipToken !== undefined) {
    // The sign-in says which device calls; a token beside it is another device's, or an snTicket.
    return refused(cgiError(PLUGIN_CODES.CALLER_TOKEN_WRONG, host), knows)
  }
  const request: InitByCallerRequest = {
    ...rest,
    businessType,
    ...(timeLimit !== undefined && knows('2.3.8') && { timeLimit }),
  }
  if (voipToken === undefined) delete request.voipToken
  try {
    checkFree(host)
    const answer = await host.side.client.initByCaller(request, { joinWhen: page.shown() })
    if (!answer.isSuccess) return refused(refusalOf(answer.errObj, host), knows)
    const { roomId, groupId, chargeType } = answer
    return {
      isSuccess: true,
      ...(knows('2.4.0') && { roomId }),
      groupId,
      ...(knows('2.3.8') && { chargeType }),
    } as InitByCallerAnswer
  } catch (error) {
    const refusal = refusalOf(error, host)
    // Wrong parameters are thrown; that another call is in progress is an answer.
    if (refusal.errCode !== PLUGIN_CODES.CALL_IN_PROGRESS) throw refusal
    return refused(refusal, knows)
  }
}

export async function callWMPF(
  host: WxHost,
  page: CallPageController,
  option: CallWMPFOption,
): Promise<{ roomId: string }> {
  checked('callWMPF', () => {
    const check = new Check(option)
    check.needs('nickName', 'String')
    check.done()
  })
  if (typeof option.pushToken !== 'string' || option.pushToken === '') {
    throw pluginError(PLUGIN_CODES.VOIP_TOKEN_MISSING, host)
  }
  return call(host, page, 'callWMPF', option)
}

export async function callDevice(
  host: WxHost,
  page: CallPageController,
  option: CallDeviceOption,
): Promise<{ roomId: string }> {
  const knows = (version: string) => atLeast(host.versions.plugin, version)
  checked('callDevice', () => {
    const check = new Check(option)
    if (knows('2.4.5')) checkEncoding(check, option)
    check.done()
  })
  const { isCloud, payload, ...rest } = option
  const cloud = {
    ...(isCloud !== undefined && { isCloud }),
    ...(payload !== undefined && { payload }),
  }
  return call(host, page, 'callDevice', { ...rest, ...(knows('2.4.3') && cloud) })
}

async function call(
  host: WxHost,
  page: CallPageController,
  api: 'callDevice' | 'callWMPF',
  request: PersonCallRequest,
): Promise<{ roomId: string }> {
  const { side, versions } = host
  if (side.role !== 'person') throw pluginError(PLUGIN_CODES.PERSON_ONLY, host)
  const { deviceName, ...rest } = request
  const knows = (version: string) => atLeast(versions.plugin, version)
  const named = knows('2.4.1') && deviceName !== undefined && { deviceName }
  try {
    checkFree(host)
    // Both functions came with 2.4.0; that they need no authorization came with 2.4.1 (wechat-surface 2.8).
    const needsAuthorization = !knows('2.4.1')
    return await side.client[api]({ ...rest, ...named }, { joinWhen: page.shown(), needsAuthorization })
  } catch (error) {
    throw refusalOf(error, host)
  }
}

/**
 * A `businessType` of a wrong type is left to the SDK.
 * @throws VoipPluginError 1011: 0 and 3 are face-pay; 1006, 1007: not for this side
 */
function checkSide(host: WxHost, businessType: unknown): void {
  const { role } = host.side
  if (businessType === DEVICE_RINGS_PERSON) {
    if (role === 'person') throw pluginError(PLUGIN_CODES.DEVICE_ONLY, host)
  } else if (businessType === PERSON_RINGS_DEVICE) {
    if (role === 'device') throw pluginError(PLUGIN_CODES.PERSON_ONLY, host)
  } else if (typeof businessType === 'number') {
    throw pluginError(PLUGIN_CODES.NOT_SUPPORTED, host)
  }
}

/** @throws VoipPluginError 1005: this client has a call, or is being rung (C8) */
function checkFree(host: WxHost): void {
  const { currentCall } = host.side.client
  if (currentCall && currentCall.state !== 'ended') throw pluginError(PLUGIN_CODES.CALL_IN_PROGRESS, host)
}

/**
 * The `voipToken`, where there is one.
 * @throws VoipPluginError 1001: no String, or none where one is needed
 */
function tokenOf(host: WxHost, { voipToken, modelId, businessType }: InitByCallerOption): string | undefined {
  // Samples write an empty string, or null, where it must be absent.
  const absent = voipToken === undefined || voipToken === null || voipToken === ''
  if (!absent && typeof voipToken !== 'string') throw pluginError(PLUGIN_CODES.VOIP_TOKEN_MISSING, host)
  if (!absent) return voipToken
  // Before 2.3.0 the plugin could not get the token of the calling device by itself.
  const needed =
    businessType === PERSON_RINGS_DEVICE ? modelId === undefined : !atLeast(host.versions.plugin, '2.3.0')
  if (needed) throw pluginError(PLUGIN_CODES.VOIP_TOKEN_MISSING, host)
  return undefined
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
