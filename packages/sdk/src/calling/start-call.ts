/** `initByCaller`, `callDevice` and `callWMPF`: what they check, what they ask of the server, what they answer. */

import type { Request } from '@callgrant/protocol'
import { TIME_LIMIT_MAX_SECONDS } from '@callgrant/protocol/limits'
import { isSerialNumber } from '@callgrant/protocol/names'
import { Check } from '../shared/check.ts'
import { checked, toVoipError, VOIP_CODES, VoipPluginError } from './errors.ts'
import type { Line } from './line.ts'
import type { InitByCallerRequest, InitByCallerResult, PersonCallRequest, PlaceOptions } from './requests.ts'

type Start = Omit<Request<'call.start'>, 'id' | 'type'>

/** Which way `initByCaller` goes. */
const DEVICE_RINGS_PERSON = 1
const PERSON_RINGS_DEVICE = 2

/**
 * Rings the other side, with the person's authorization (C2, C3).
 * @param role who signed in here
 * @throws VoipPluginError 1004 wrong parameters, 1006/1007 the wrong side; what the server refuses is an answer
 */
export async function initByCaller(
  line: Line,
  role: 'person' | 'device',
  request: InitByCallerRequest,
  { joinWhen }: PlaceOptions = {},
): Promise<InitByCallerResult> {
  const fields = checked('initByCaller', () => checkInitByCaller(role, request))
  try {
    const { room_id, charge_type } = await line.start(fields, joinWhen)
    return { isSuccess: true, roomId: room_id, groupId: room_id, chargeType: charge_type }
  } catch (error) {
    const errObj = toVoipError(error)
    const { errCode, errMsg } = errObj
    return { isSuccess: false, errCode, errMsg, errObj, error: { err_code: errCode, errMsg } }
  }
}

/**
 * Rings a device; needs no authorization (A4).
 * @throws VoipPluginError 1004, VoipError with the server's number
 */
export async function callDevice(
  line: Line,
  api: 'callDevice' | 'callWMPF',
  request: PersonCallRequest,
  { joinWhen, needsAuthorization = false }: PlaceOptions = {},
): Promise<{ roomId: string }> {
  const fields = {
    ...checked(api, () => checkCallDevice(request)),
    needs_authorization: needsAuthorization,
  }
  try {
    return { roomId: (await line.start(fields, joinWhen)).room_id }
  } catch (error) {
    throw toVoipError(error)
  }
}

function checkInitByCaller(role: 'person' | 'device', request: InitByCallerRequest): Start {
  const check = new Check(request)
  const { caller, listener, businessType } = request
  checkCommon(check, request)
  check.oneOf('businessType', [DEVICE_RINGS_PERSON, PERSON_RINGS_DEVICE], true)
  for (const [side, party] of Object.entries({ caller, listener })) {
    if (!check.needs(side, 'Object')) continue
    if (typeof party.id !== 'string' || party.id === '')
      check.fault(`${side}.id`, 'should be a String that is not empty')
    if (party.name !== undefined && typeof party.name !== 'string')
      check.fault(`${side}.name`, 'should be String')
    if (party.cameraStatus !== undefined && party.cameraStatus !== 0 && party.cameraStatus !== 1) {
      check.fault(`${side}.cameraStatus`, 'should be 0 or 1')
    }
  }
  const ringsDevice = businessType === PERSON_RINGS_DEVICE
  check.takes('voipToken', 'String')
  const pushToken = ringsDevice ? request.voipToken : undefined
  if (ringsDevice && pushToken === undefined) check.needs('modelId', 'String')
  else check.takes('modelId', 'String')
  if (ringsDevice && typeof listener?.id === 'string' && !isSerialNumber(listener.id)) {
    check.fault('listener.id', 'should be 1 to 128 bytes of 0-9 A-Z a-z _ -')
  }
  check.done()
  if (ringsDevice && role === 'device') {
    throw new VoipPluginError(VOIP_CODES.PERSON_ONLY, 'businessType 2 is for a person: a device uses 1.')
  }
  if (!ringsDevice && role === 'person') {
    throw new VoipPluginError(VOIP_CODES.DEVICE_ONLY, 'businessType 1 is for a device: a person uses 2.')
  }
  const name = caller.name?.slice(0, NAME_MAX)
  return {
    ...common(request),
    to: ringsDevice
      ? { ...(request.modelId !== undefined && { model_id: request.modelId }), sn: listener.id }
      : { openid: listener.id },
    ...(pushToken !== undefined && { push_token: pushToken }),
    caller_id: caller.id,
    needs_authorization: true,
    business_type: businessType,
    caller_camera: caller.cameraStatus !== 1,
    listener_camera: listener.cameraStatus !== 1,
    ...(name && { caller_name: name }),
    ...(ringsDevice && listener.name && { device_name: listener.name.slice(0, NAME_MAX) }),
  }
}

function checkCallDevice(request: PersonCallRequest): Start {
  const check = new Check(request)
  checkCommon(check, request)
  if (check.needs('sn', 'String') && !isSerialNumber(request.sn)) {
    check.fault('sn', 'should be 1 to 128 bytes of 0-9 A-Z a-z _ -')
  }
  check.needs('modelId', 'String')
  for (const name of ['nickName', 'deviceName', 'payload', 'pushToken']) check.takes(name, 'String')
  for (const name of ['enableCallerCamera', 'enableListenerCamera', 'isCloud']) check.takes(name, 'Boolean')
  check.done()
  const { nickName, deviceName, payload, pushToken, isCloud } = request
  return {
    ...common(request),
    to: { model_id: request.modelId, sn: request.sn },
    business_type: PERSON_RINGS_DEVICE,
    charge_type: request.chargeType ?? 'license',
    caller_camera: request.enableCallerCamera ?? true,
    listener_camera: request.enableListenerCamera ?? true,
    ...(nickName && { caller_name: nickName.slice(0, NAME_MAX) }),
    ...(deviceName && { device_name: deviceName.slice(0, NAME_MAX) }),
    ...(payload !== undefined && { payload }),
    ...(pushToken !== undefined && { push_token: pushToken }),
    ...(isCloud && { is_cloud: true }),
  }
}

/** Longest name the server takes; a longer one is cut, since it is only shown. */
const NAME_MAX = 64

type Common = Pick<InitByCallerRequest, 'roomType' | 'timeLimit' | 'customQuery' | 'chargeType'>

function checkCommon(check: Check, { timeLimit, chargeType }: Common): void {
  check.oneOf('roomType', ['voice', 'video'], true)
  check.takes('customQuery', 'String')
  const limited = check.takes('timeLimit', 'Number')
  if (limited && !(Number(timeLimit) > 0 && Number(timeLimit) <= TIME_LIMIT_MAX_SECONDS)) {
    check.fault('timeLimit', `should be 1 to ${TIME_LIMIT_MAX_SECONDS} seconds, got ${timeLimit}`)
  }
  if (chargeType !== undefined && chargeType !== 'duration' && chargeType !== 'license') {
    throw new VoipPluginError(VOIP_CODES.CHARGE_TYPE_ILLEGAL, 'chargeType should be duration or license.')
  }
}

function common({ roomType, timeLimit, customQuery, chargeType }: Common) {
  return {
    room_type: roomType,
    ...(chargeType && { charge_type: chargeType }),
    ...(timeLimit !== undefined && { time_limit_seconds: Math.ceil(timeLimit) }),
    ...(customQuery !== undefined && { custom_query: customQuery }),
  }
}
