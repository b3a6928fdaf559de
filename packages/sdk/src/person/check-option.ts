/** What `requestDeviceVoIP` accepts, in WeChat's words for what it does not (A10, A11). */

import type { Ask } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { DEVICE_NAME_MAX, SN_MAX_BYTES } from '@callgrant/protocol/limits'
import { codePoints, isSerialNumber, isShowable, utf8Bytes } from '@callgrant/protocol/names'
import { Check } from '../shared/check.ts'
import type { RequestDeviceVoIPOption } from './types.ts'

const ID = /^[0-9A-Za-z_-]{1,64}$/
/** Longest string the server looks at as a ticket; a longer one is wrong without looking. */
const TICKET_MAX = 512

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
  // With `isGroup` of a wrong type it cannot be known what was meant: that fault alone is told.
  check.done()
  const { sn, snTicket, modelId, deviceName } = option
  if (check.needs('sn', 'String')) checkSerial(check, sn)
  check.needs('snTicket', 'String')
  if (check.needs('modelId', 'String')) checkId(check, 'modelId', modelId)
  if (check.needs('deviceName', 'String')) checkName(check, deviceName)
  check.done()
  if (snTicket === '' || snTicket.length > TICKET_MAX) throw new CallgrantError('ticket_invalid')
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
    check.fault('deviceName', 'should have no line ends or other control characters')
  }
}

function checkId(check: Check, parameter: string, id: string): void {
  if (!ID.test(id)) check.fault(parameter, 'should be 1 to 64 of 0-9 A-Z a-z _ -')
}
