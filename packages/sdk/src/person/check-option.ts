/** The parameters of `requestDeviceVoIP`: which are needed, and the limits of each (A10, A11). */

import type { Ask } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { DEVICE_NAME_MAX, SN_MAX_BYTES, SN_TICKET_MAX } from '@callgrant/protocol/limits'
import {
  codePoints,
  ID_PATTERN,
  isSerialNumber,
  isShowable,
  SHOWABLE_RULE,
  utf8Bytes,
} from '@callgrant/protocol/names'
import { Check } from '../shared/check.ts'
import type { RequestDeviceVoIPOption } from './types.ts'

/**
 * @returns the request to the server: one device with its ticket, or one group (A11)
 * @throws CallgrantError `bad_request` with a fault for each wrong parameter; `ticket_invalid`
 */
export function checkOption(option: RequestDeviceVoIPOption): Ask {
  const check = new Check(option)
  check.takes('isGroup', 'Boolean')
  if (option.isGroup === true) {
    if (check.needs('groupId', 'String')) checkId(check, 'groupId', option.groupId)
    check.done()
    return { group_id: option.groupId }
  }
  // With `isGroup` of a wrong type it is not known which parameters are needed, so only that fault is reported.
  check.done()
  const { sn, snTicket, modelId, deviceName } = option
  if (check.needs('sn', 'String')) checkSerial(check, sn)
  check.needs('snTicket', 'String')
  if (check.needs('modelId', 'String')) checkId(check, 'modelId', modelId)
  if (check.needs('deviceName', 'String')) checkName(check, deviceName)
  check.done()
  if (snTicket === '' || snTicket.length > SN_TICKET_MAX) throw new CallgrantError('ticket_invalid')
  return { sn, sn_ticket: snTicket, model_id: modelId, device_name: deviceName }
}

function checkSerial(check: Check, sn: string): void {
  if (isSerialNumber(sn)) return
  const bytes = utf8Bytes(sn)
  const tooLong = bytes === 0 || bytes > SN_MAX_BYTES
  check.fault(
    'sn',
    tooLong ? `should be 1 to ${SN_MAX_BYTES} bytes, got ${bytes}` : 'should have 0-9 A-Z a-z _ - only',
  )
}

function checkName(check: Check, name: string): void {
  const length = name.trim() === '' ? 0 : codePoints(name)
  if (length < 1 || length > DEVICE_NAME_MAX) {
    check.fault('deviceName', `should be 1 to ${DEVICE_NAME_MAX} characters, got ${length}`)
  } else if (!isShowable(name)) {
    check.fault('deviceName', SHOWABLE_RULE)
  }
}

function checkId(check: Check, parameter: string, id: string): void {
  if (!ID_PATTERN.test(id)) check.fault(parameter, 'should be 1 to 64 of 0-9 A-Z a-z _ -')
}
