/** The parameters of `initByCaller`, `callDevice` and `callWMPF`: the type and range of each field of `requests.ts`. */

import { TIME_LIMIT_MAX_SECONDS } from '@callgrant/protocol/limits'
import { isSerialNumber } from '@callgrant/protocol/names'
import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import { Check } from '../shared/check.ts'
import { checked, VoipPluginError } from './errors.ts'
import type { CallParty, InitByCallerRequest, PersonCallRequest } from './requests.ts'

/** `businessType` of `initByCaller`. */
export const DEVICE_RINGS_PERSON = 1
export const PERSON_RINGS_DEVICE = 2

const SN_RULE = 'should be 1 to 128 bytes of 0-9 A-Z a-z _ -'

/** @throws VoipPluginError 1004 with one clause for each fault, 22 for a wrong `chargeType` */
export function checkInitByCaller(request: InitByCallerRequest): void {
  checked('initByCaller', () => {
    const check = new Check(request)
    const { caller, listener, businessType, voipToken } = request
    checkCommon(check, request)
    check.oneOf('businessType', [DEVICE_RINGS_PERSON, PERSON_RINGS_DEVICE], true)
    check.oneOf('miniprogramState', ['formal', 'trial', 'developer'])
    checkParty(check, 'caller', caller)
    checkParty(check, 'listener', listener)
    check.takes('voipToken', 'String')
    const ringsDevice = businessType === PERSON_RINGS_DEVICE
    if (ringsDevice && voipToken === undefined) check.needs('modelId', 'String')
    else check.takes('modelId', 'String')
    if (ringsDevice && typeof listener?.id === 'string' && !isSerialNumber(listener.id)) {
      check.fault('listener.id', SN_RULE)
    }
    check.done()
  })
}

/** @throws VoipPluginError 1004 with one clause for each fault, 22 for a wrong `chargeType` */
export function checkPersonCall(api: 'callDevice' | 'callWMPF', request: PersonCallRequest): void {
  checked(api, () => {
    const check = new Check(request)
    checkCommon(check, request)
    if (check.needs('sn', 'String') && !isSerialNumber(request.sn)) check.fault('sn', SN_RULE)
    check.needs('modelId', 'String')
    for (const name of ['nickName', 'deviceName', 'payload', 'pushToken']) check.takes(name, 'String')
    for (const name of ['enableCallerCamera', 'enableListenerCamera', 'isCloud']) check.takes(name, 'Boolean')
    check.oneOf('envVersion', ['release', 'trial', 'develop'])
    check.done()
  })
}

function checkParty(check: Check, side: 'caller' | 'listener', party: CallParty): void {
  if (!check.needs(side, 'Object')) return
  const { id, name, cameraStatus } = party
  if (typeof id !== 'string' || id === '') check.fault(`${side}.id`, 'should be a String that is not empty')
  if (name !== undefined && typeof name !== 'string') check.fault(`${side}.name`, 'should be String')
  if (cameraStatus !== undefined && cameraStatus !== 0 && cameraStatus !== 1) {
    check.fault(`${side}.cameraStatus`, 'should be 0 or 1')
  }
}

/** The fields that every kind of call has. */
export type CommonFields = Pick<InitByCallerRequest, 'roomType' | 'timeLimit' | 'customQuery' | 'chargeType'>

function checkCommon(check: Check, { timeLimit, chargeType }: CommonFields): void {
  check.oneOf('roomType', ['voice', 'video'], true)
  check.takes('customQuery', 'String')
  const limited = check.takes('timeLimit', 'Number')
  if (limited && !(Number(timeLimit) > 0 && Number(timeLimit) <= TIME_LIMIT_MAX_SECONDS)) {
    check.fault('timeLimit', `should be 1 to ${TIME_LIMIT_MAX_SECONDS} seconds, got ${timeLimit}`)
  }
  if (chargeType !== undefined && chargeType !== 'duration' && chargeType !== 'license') {
    throw new VoipPluginError(PLUGIN_CODES.CHARGE_TYPE_ILLEGAL, 'chargeType should be duration or license.')
  }
}
