/** `createIotGroupId`, `addIotGroupDevice`, `removeIotGroupDevice`, `getIotGroupInfo`: groups of devices (A6). */

import type { DeviceRef, GroupChange } from '@callgrant/protocol'
import { HTTP_CODES } from '@callgrant/protocol'
import { z } from 'zod'
import { addGroupDevices } from '../../acts/groups/add-group-devices.ts'
import { createGroup } from '../../acts/groups/create-group.ts'
import { getGroup } from '../../acts/groups/get-group.ts'
import { removeGroupDevices } from '../../acts/groups/remove-group-devices.ts'
import type { RouteTools } from '../route.ts'
import { errcodeOf } from './codes.ts'
import {
  checkDeviceList,
  checkGroupId,
  checkGroupName,
  checkModelId,
  DeviceField,
  DeviceListField,
  deviceFault,
  GroupIdField,
  ModelIdField,
  TextField,
} from './fields.ts'
import { explainMissingModel } from './missing-model.ts'
import { addWechatRoute } from './route.ts'

const Changed = z.object({
  device_list: z.array(
    DeviceField.extend({
      errcode: z.number().int().meta({ description: '0, or why this device was not changed' }),
    }),
  ),
})
const DEVICE_CODES = [HTTP_CODES.SN_TOO_LONG, HTTP_CODES.SN_ILLEGAL, HTTP_CODES.MODEL_ID_WRONG]

export function addGroupCalls(tools: RouteTools): void {
  const { ctx } = tools
  const post = { method: 'POST', caller: 'backend' } as const
  addWechatRoute(tools, {
    ...post,
    url: '/wxa/business/group/createid',
    summary: 'createIotGroupId: a group of devices of one device type; its name cannot be changed',
    body: z.object({
      model_id: ModelIdField,
      group_name: TextField.meta({ description: 'Required. 1 to 32 bytes of UTF-8', examples: ['Class 3'] }),
    }),
    answer: z.object({ group_id: z.string() }),
    errcodes: [HTTP_CODES.API_UNAUTHORIZED, HTTP_CODES.MODEL_ID_WRONG, HTTP_CODES.GROUP_NAME_ILLEGAL],
    example: {
      body: { model_id: 'm_door', group_name: 'Class 3' },
      answer: { group_id: 'g_9nXl0aQh1bZ-Tk3c' },
    },
    act: async ({ caller, body }) => {
      checkModelId(body.model_id)
      checkGroupName(body.group_name)
      const { group_id } = await explainMissingModel(ctx, caller, () => createGroup(ctx, caller, body))
      return { group_id }
    },
  })
  addWechatRoute(tools, {
    ...post,
    url: '/wxa/business/group/adddevice',
    summary: 'addIotGroupDevice: put devices into a group; each has its own errcode',
    body: z.object({
      group_id: GroupIdField,
      device_list: DeviceListField,
      force_add: z
        .boolean()
        .default(false)
        .meta({ description: 'Take devices out of the group they are in' }),
    }),
    answer: Changed,
    errcodes: [
      ...DEVICE_CODES,
      HTTP_CODES.GROUP_ID_ILLEGAL,
      HTTP_CODES.GROUP_TYPE_MISMATCH,
      HTTP_CODES.GROUP_ALREADY_IN,
      HTTP_CODES.GROUP_FULL,
      HTTP_CODES.GROUP_IN_OTHER,
    ],
    example: {
      body: {
        group_id: 'g_9nXl0aQh1bZ-Tk3c',
        device_list: [{ model_id: 'm_door', sn: 'door-1' }],
        force_add: false,
      },
      answer: { device_list: [{ model_id: 'm_door', sn: 'door-1', errcode: 0 }] },
    },
    act: async ({ caller, body: { group_id, device_list, force_add } }) => {
      checkGroupId(group_id)
      checkDeviceList(device_list, HTTP_CODES.GROUP_FULL)
      return changeValid(device_list, (good) =>
        addGroupDevices(ctx, caller, group_id, { device_list: good, force_add }),
      )
    },
  })
  addWechatRoute(tools, {
    ...post,
    url: '/wxa/business/group/removedevice',
    summary: 'removeIotGroupDevice: take devices out of a group; each has its own errcode',
    body: z.object({ group_id: GroupIdField, device_list: DeviceListField }),
    answer: Changed,
    errcodes: [...DEVICE_CODES, HTTP_CODES.GROUP_ID_ILLEGAL, HTTP_CODES.GROUP_NOT_IN],
    example: {
      body: { group_id: 'g_9nXl0aQh1bZ-Tk3c', device_list: [{ model_id: 'm_door', sn: 'door-1' }] },
      answer: { device_list: [{ model_id: 'm_door', sn: 'door-1', errcode: 0 }] },
    },
    act: async ({ caller, body: { group_id, device_list } }) => {
      checkGroupId(group_id)
      checkDeviceList(device_list, HTTP_CODES.GROUP_NOT_IN)
      return changeValid(device_list, (good) =>
        removeGroupDevices(ctx, caller, group_id, { device_list: good }),
      )
    },
  })
  addWechatRoute(tools, {
    ...post,
    url: '/wxa/business/group/getinfo',
    summary: 'getIotGroupInfo: a group with its devices',
    body: z.object({ group_id: GroupIdField }),
    answer: z.object({
      group_name: z.string(),
      model_id: z.string(),
      model_type: z.string().meta({ examples: ['door phone'] }),
      max_device_count: z
        .number()
        .int()
        .meta({ examples: [50] }),
      device_list: z.array(DeviceField),
    }),
    errcodes: [HTTP_CODES.GROUP_ID_ILLEGAL],
    example: {
      body: { group_id: 'g_9nXl0aQh1bZ-Tk3c' },
      answer: {
        group_name: 'Class 3',
        model_id: 'm_door',
        model_type: 'door phone',
        max_device_count: 50,
        device_list: [{ model_id: 'm_door', sn: 'door-1' }],
      },
    },
    act: async ({ caller, body }) => {
      checkGroupId(body.group_id)
      const { group_name, model_id, model_type, max_device_count, device_list } = await getGroup(
        ctx,
        caller,
        body.group_id,
      )
      return { group_name, model_id, model_type, max_device_count, device_list }
    },
  })
}

/** Carries out the act for the devices whose fields are valid, and answers for all, in the order of the request. */
async function changeValid(
  list: DeviceRef[],
  act: (good: DeviceRef[]) => Promise<GroupChange>,
): Promise<z.input<typeof Changed>> {
  const faults = list.map(deviceFault)
  const good = list.filter((_, index) => !faults[index])
  // Also with no valid device, since the act says whether the group exists.
  const { device_list } = await act(good)
  const codes = device_list.values()
  return {
    device_list: list.map(({ model_id, sn }, index) => {
      const fault = faults[index]
      if (fault) return { model_id, sn, errcode: fault.errcode }
      const { code } = codes.next().value as { code: string }
      return { model_id, sn, errcode: code === 'ok' ? 0 : errcodeOf(code) }
    }),
  }
}
