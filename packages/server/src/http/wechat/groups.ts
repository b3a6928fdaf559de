/** `createIotGroupId`, `addIotGroupDevice`, `removeIotGroupDevice`, `getIotGroupInfo`: groups of devices (A6). */

import type { DeviceRef, GroupChange } from '@callgrant/protocol'
import { z } from 'zod'
import { addGroupDevices } from '../../acts/add-group-devices.ts'
import { createGroup } from '../../acts/create-group.ts'
import { getGroup } from '../../acts/get-group.ts'
import { removeGroupDevices } from '../../acts/remove-group-devices.ts'
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
import { withModels } from './models.ts'
import { addWechatRoute } from './route.ts'

const Changed = z.object({
  device_list: z.array(
    DeviceField.extend({
      errcode: z.number().int().meta({ description: '0, or why this device was left as it was' }),
    }),
  ),
})
const DEVICE_CODES = [9800001, 9800002, 9800003]

export function addGroupCalls(tools: RouteTools): void {
  const { ctx } = tools
  const post = { method: 'POST', access: 'access_token' } as const
  addWechatRoute(tools, {
    ...post,
    url: '/wxa/business/group/createid',
    summary: 'createIotGroupId: a group of devices of one device type; its name is fixed from now on',
    body: z.object({
      model_id: ModelIdField,
      group_name: TextField.meta({ description: 'Required. 1 to 32 bytes of UTF-8', examples: ['Class 3'] }),
    }),
    answer: z.object({ group_id: z.string() }),
    errcodes: [48001, 9800003, 9800012],
    example: {
      body: { model_id: 'm_door', group_name: 'Class 3' },
      answer: { group_id: 'g_9nXl0aQh1bZ-Tk3c' },
    },
    act: async ({ caller, body }) => {
      checkModelId(body.model_id)
      checkGroupName(body.group_name)
      const { group_id } = await withModels(ctx, caller, () => createGroup(ctx, caller, body))
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
    errcodes: [...DEVICE_CODES, 9800013, 9800014, 9800015, 9800016, 9800018],
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
      checkDeviceList(device_list, 9800016)
      return changed(device_list, (good) =>
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
    errcodes: [...DEVICE_CODES, 9800013, 9800017],
    example: {
      body: { group_id: 'g_9nXl0aQh1bZ-Tk3c', device_list: [{ model_id: 'm_door', sn: 'door-1' }] },
      answer: { device_list: [{ model_id: 'm_door', sn: 'door-1', errcode: 0 }] },
    },
    act: async ({ caller, body: { group_id, device_list } }) => {
      checkGroupId(group_id)
      checkDeviceList(device_list, 9800017)
      return changed(device_list, (good) => removeGroupDevices(ctx, caller, group_id, { device_list: good }))
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
    errcodes: [9800013],
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

/** Does the act for the devices that are spelt right, and answers for all, in the order asked. */
async function changed(
  list: DeviceRef[],
  act: (good: DeviceRef[]) => Promise<GroupChange>,
): Promise<z.input<typeof Changed>> {
  const faults = list.map(deviceFault)
  const good = list.filter((_, index) => !faults[index])
  // With none left the act still says whether there is such a group.
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
