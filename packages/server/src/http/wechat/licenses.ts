/**
 * The licence calls as WeChat answers them since it stopped charging for devices: every device is active until one fixed
 * date. Nothing is stored.
 */

import { HTTP_CODES } from '@callgrant/protocol'
import { z } from 'zod'
import type { RouteTools } from '../route.ts'
import { DeviceField, DeviceListField } from './fields.ts'
import { WechatRefusal } from './refusal.ts'
import { addWechatRoute } from './route.ts'

/** 2030-01-01 00:00:00 in Beijing, seconds since 1970: what WeChat answers for every device. */
const EXPIRE_TIME = 1_893_427_200
const DEVICES_MAX = 100
/** So many devices that a client which looks for a package with some left always finds one. */
const DEVICES_LEFT = 1_000_000

const PkgType = z.number().int().min(0).max(5).default(0).meta({ description: 'Kind of package, 0 to 5' })
const ExpireTime = z
  .number()
  .int()
  .meta({ description: 'Seconds since 1970', examples: [EXPIRE_TIME] })

export function addLicenseCalls(tools: RouteTools): void {
  const post = { method: 'POST', caller: 'backend' } as const
  addWechatRoute(tools, {
    ...post,
    url: '/wxa/business/license/getpkglist',
    summary: 'getLicensePkgList: one package that is always valid; devices need none',
    body: z.object({ pkg_type: PkgType }),
    answer: z.object({
      pkg_list: z.array(
        z.object({
          pkg_id: z.string(),
          pkg_type: z.number().int(),
          start_time: z.number().int().meta({ description: 'Seconds since 1970' }),
          end_time: ExpireTime,
          pkg_status: z.literal(1).meta({ description: '1: valid' }),
          used: z.number().int(),
          all: z.number().int(),
        }),
      ),
      max_active_number: z.number().int(),
    }),
    errcodes: [],
    example: {
      body: { pkg_type: 0 },
      answer: {
        pkg_list: [
          {
            pkg_id: 'always',
            pkg_type: 0,
            start_time: 0,
            end_time: EXPIRE_TIME,
            pkg_status: 1,
            used: 0,
            all: DEVICES_LEFT,
          },
        ],
        max_active_number: DEVICES_LEFT,
      },
    },
    act: async ({ body: { pkg_type } }) => ({
      pkg_list: [
        {
          pkg_id: 'always',
          pkg_type,
          start_time: 0,
          end_time: EXPIRE_TIME,
          pkg_status: 1 as const,
          used: 0,
          all: DEVICES_LEFT,
        },
      ],
      max_active_number: DEVICES_LEFT,
    }),
  })
  addWechatRoute(tools, {
    ...post,
    url: '/wxa/business/license/activedevice',
    summary: 'activeLicenseDevice: says that each device is active; nothing is used up',
    body: z.object({
      pkg_type: PkgType,
      device_list: z.array(DeviceField.extend({ active_number: z.number().int().min(0).optional() })),
    }),
    answer: z.object({
      device_list: z.array(DeviceField.extend({ expire_time: ExpireTime, errcode: z.literal(0) })),
    }),
    errcodes: [HTTP_CODES.TOO_MANY_DEVICES],
    example: {
      body: { pkg_type: 0, device_list: [{ model_id: 'm_door', sn: 'door-1', active_number: 1 }] },
      answer: { device_list: [{ model_id: 'm_door', sn: 'door-1', expire_time: EXPIRE_TIME, errcode: 0 }] },
    },
    act: async ({ body: { device_list } }) => {
      checkCount(device_list)
      return {
        device_list: device_list.map(({ model_id, sn }) => ({
          model_id,
          sn,
          expire_time: EXPIRE_TIME,
          errcode: 0 as const,
        })),
      }
    },
  })
  addWechatRoute(tools, {
    ...post,
    url: '/wxa/business/license/getdeviceinfo',
    summary: 'getLicenseDeviceInfo: until when each device is active',
    body: z.object({ device_list: DeviceListField }),
    answer: z.object({ device_list: z.array(DeviceField.extend({ expire_time: ExpireTime })) }),
    errcodes: [HTTP_CODES.TOO_MANY_DEVICES],
    example: {
      body: { device_list: [{ model_id: 'm_door', sn: 'door-1' }] },
      answer: { device_list: [{ model_id: 'm_door', sn: 'door-1', expire_time: EXPIRE_TIME }] },
    },
    act: async ({ body: { device_list } }) => {
      checkCount(device_list)
      return { device_list: device_list.map((device) => ({ ...device, expire_time: EXPIRE_TIME })) }
    },
  })
}

function checkCount(list: readonly unknown[]): void {
  if (list.length > DEVICES_MAX) {
    throw new WechatRefusal(
      HTTP_CODES.TOO_MANY_DEVICES,
      `send at most ${DEVICES_MAX} devices at once; device_list has ${list.length}`,
    )
  }
}
