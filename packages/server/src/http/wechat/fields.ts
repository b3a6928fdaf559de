/**
 * Fields that several calls take. A missing field counts as empty and is refused with the number for a wrong value; a
 * field of the wrong JSON type is 47001.
 */

import { GROUP_MAX_DEVICES, HTTP_CODES, isGroupName, isShowable, SN_MAX_BYTES } from '@callgrant/protocol'
import { z } from 'zod'
import { WechatRefusal } from './refusal.ts'

export const TextField = z.string().default('')
export const SnField = TextField.meta({
  description: 'Required. Serial number: 1 to 128 bytes of 0-9 A-Z a-z _ -',
  examples: ['door-1'],
})
export const ModelIdField = TextField.meta({
  description: 'Required. A kind of device',
  examples: ['m_door'],
})
export const GroupIdField = TextField.meta({
  description: 'Required. What createid answered',
  examples: ['g_5Vd0'],
})
export const DeviceField = z.object({ model_id: ModelIdField, sn: SnField })
export const DeviceListField = z.array(DeviceField)

const ID_PATTERN = /^[0-9A-Za-z_-]{1,64}$/

/** The refusal for an invalid `sn` or `model_id`; null when both are valid. */
export function deviceFault({ model_id, sn }: { model_id: string; sn: string }): WechatRefusal | null {
  if (Buffer.byteLength(sn) > SN_MAX_BYTES) {
    return new WechatRefusal(
      HTTP_CODES.SN_TOO_LONG,
      `an sn has at most 128 bytes, and this has ${Buffer.byteLength(sn)}`,
    )
  }
  if (sn === '') return new WechatRefusal(HTTP_CODES.SN_ILLEGAL, 'sn is missing; send it as a string')
  if (!SN_CHARACTERS.test(sn)) return new WechatRefusal(HTTP_CODES.SN_ILLEGAL)
  if (model_id === '')
    return new WechatRefusal(HTTP_CODES.MODEL_ID_WRONG, 'model_id is missing; send it as a string')
  if (!ID_PATTERN.test(model_id)) return new WechatRefusal(HTTP_CODES.MODEL_ID_WRONG)
  return null
}
const SN_CHARACTERS = /^[0-9A-Za-z_-]+$/

/** @throws WechatRefusal 9800003 */
export function checkModelId(modelId: string): void {
  if (!ID_PATTERN.test(modelId)) throw deviceFault({ model_id: modelId, sn: 'any' })
}

/** @throws WechatRefusal 9800013 */
export function checkGroupId(groupId: string): void {
  if (groupId === '')
    throw new WechatRefusal(HTTP_CODES.GROUP_ID_ILLEGAL, 'group_id is missing; send it as a string')
  if (!ID_PATTERN.test(groupId)) throw new WechatRefusal(HTTP_CODES.GROUP_ID_ILLEGAL)
}

/** @throws WechatRefusal 9800012 */
export function checkGroupName(name: string): void {
  if (!isGroupName(name) || !isShowable(name)) {
    throw new WechatRefusal(
      HTTP_CODES.GROUP_NAME_ILLEGAL,
      `a group_name is 1 to 32 bytes of UTF-8 (a Han character is 3) on one line, with no hidden characters, and this has ${Buffer.byteLength(name)}`,
    )
  }
}

/** @throws WechatRefusal 47001 for no device, `errcode` for more than a group can hold */
export function checkDeviceList(list: readonly unknown[], errcode: number): void {
  if (list.length === 0)
    throw new WechatRefusal(HTTP_CODES.DATA_FORMAT_ERROR, 'device_list is empty; send at least one device')
  if (list.length > GROUP_MAX_DEVICES) {
    throw new WechatRefusal(
      errcode,
      `a group holds ${GROUP_MAX_DEVICES} devices, and device_list has ${list.length}; nothing was changed`,
    )
  }
}
