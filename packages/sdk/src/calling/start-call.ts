/** `initByCaller`, `callDevice` and `callWMPF`: what they ask of the server, and what they answer. */

import type { Request } from '@callgrant/protocol'
import { SHOWN_NAME_MAX } from '@callgrant/protocol/limits'
import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import type { CallManager } from './call-manager.ts'
import {
  type CommonFields,
  checkInitByCaller,
  checkPersonCall,
  DEVICE_RINGS_PERSON,
  PERSON_RINGS_DEVICE,
} from './check-request.ts'
import { toVoipError, VoipPluginError } from './errors.ts'
import type { InitByCallerRequest, InitByCallerResult, PersonCallRequest, PlaceOptions } from './requests.ts'

type Start = Omit<Request<'call.start'>, 'id' | 'type'>

/** Fields of `call.start` by the names of the request that they came from. */
const FIELDS = {
  room_type: 'roomType',
  charge_type: 'chargeType',
  time_limit_seconds: 'timeLimit',
  custom_query: 'customQuery',
  'to.model_id': 'modelId',
}
const INIT_FIELDS = {
  ...FIELDS,
  caller_id: 'caller.id',
  caller_name: 'caller.name',
  device_name: 'listener.name',
  'to.sn': 'listener.id',
  'to.openid': 'listener.id',
  push_token: 'voipToken',
}
const PERSON_CALL_FIELDS = {
  ...FIELDS,
  caller_name: 'nickName',
  device_name: 'deviceName',
  'to.sn': 'sn',
  push_token: 'pushToken',
}

/**
 * Rings the other side, with the person's authorization (C2, C3).
 * @param role of this client
 * @throws VoipPluginError 1004 wrong parameters, 1006/1007 the wrong side; VoipJoinError 2003 no WebRTC here; what the server refuses is an answer
 */
export async function initByCaller(
  calls: CallManager,
  role: 'person' | 'device',
  request: InitByCallerRequest,
  { joinWhen }: PlaceOptions = {},
): Promise<InitByCallerResult> {
  checkInitByCaller(request)
  checkRole(role, request)
  calls.checkMedia()
  try {
    const { room_id, charge_type } = await calls.start(startOf(request), joinWhen)
    return { isSuccess: true, roomId: room_id, groupId: room_id, chargeType: charge_type }
  } catch (error) {
    const errObj = toVoipError(error, INIT_FIELDS)
    const { errCode, errMsg } = errObj
    return { isSuccess: false, errCode, errMsg, errObj, error: { err_code: errCode, errMsg } }
  }
}

/**
 * Rings a device; needs no authorization (A4).
 * @throws VoipPluginError 1004, VoipJoinError 2003 no WebRTC here, VoipError with the server's number
 */
export async function callDevice(
  calls: CallManager,
  api: 'callDevice' | 'callWMPF',
  request: PersonCallRequest,
  { joinWhen, needsAuthorization = false }: PlaceOptions = {},
): Promise<{ roomId: string }> {
  checkPersonCall(api, request)
  calls.checkMedia()
  const fields = { ...startOfPerson(request), needs_authorization: needsAuthorization }
  try {
    return { roomId: (await calls.start(fields, joinWhen)).room_id }
  } catch (error) {
    throw toVoipError(error, PERSON_CALL_FIELDS)
  }
}

/** @throws VoipPluginError 1006, 1007 */
function checkRole(role: 'person' | 'device', { businessType }: InitByCallerRequest): void {
  if (businessType === PERSON_RINGS_DEVICE && role === 'device') {
    throw new VoipPluginError(PLUGIN_CODES.PERSON_ONLY, 'businessType 2 is for a person: a device uses 1.')
  }
  if (businessType === DEVICE_RINGS_PERSON && role === 'person') {
    throw new VoipPluginError(PLUGIN_CODES.DEVICE_ONLY, 'businessType 1 is for a device: a person uses 2.')
  }
}

function startOf(request: InitByCallerRequest): Start {
  const { caller, listener, businessType, modelId, voipToken } = request
  const ringsDevice = businessType === PERSON_RINGS_DEVICE
  return {
    ...commonOf(request),
    to: ringsDevice
      ? { ...(modelId !== undefined && { model_id: modelId }), sn: listener.id }
      : { openid: listener.id },
    ...(ringsDevice && voipToken !== undefined && { push_token: voipToken }),
    caller_id: caller.id,
    needs_authorization: true,
    business_type: businessType,
    caller_camera: caller.cameraStatus !== 1,
    listener_camera: listener.cameraStatus !== 1,
    ...(caller.name && { caller_name: shown(caller.name) }),
    ...(listener.name && { [ringsDevice ? 'device_name' : 'listener_name']: shown(listener.name) }),
  }
}

function startOfPerson(request: PersonCallRequest): Start {
  const { nickName, deviceName, payload, pushToken, isCloud } = request
  return {
    ...commonOf(request),
    to: { model_id: request.modelId, sn: request.sn },
    business_type: PERSON_RINGS_DEVICE,
    charge_type: request.chargeType ?? 'license',
    caller_camera: request.enableCallerCamera ?? true,
    listener_camera: request.enableListenerCamera ?? true,
    ...(nickName && { caller_name: shown(nickName) }),
    ...(deviceName && { device_name: shown(deviceName) }),
    ...(payload !== undefined && { payload }),
    ...(pushToken !== undefined && { push_token: pushToken }),
    ...(isCloud && { is_cloud: true }),
  }
}

/** A name that is too long is cut, since it is only shown. */
const shown = (name: string) => name.slice(0, SHOWN_NAME_MAX)

function commonOf({ roomType, timeLimit, customQuery, chargeType }: CommonFields) {
  return {
    room_type: roomType,
    ...(chargeType && { charge_type: chargeType }),
    ...(timeLimit !== undefined && { time_limit_seconds: Math.ceil(timeLimit) }),
    ...(customQuery !== undefined && { custom_query: customQuery }),
  }
}
