/** Calls that the back end starts from a device, and what it sends to one (`pushappmsg`). */

import { CallgrantError, RoomType, StartCallFromDevice } from '@callgrant/protocol'
import { z } from 'zod'
import { startCallFromDevice } from '../../acts/calls/start-call-from-device.ts'
import { pushToDevice } from '../../acts/message-push/push-to-device.ts'
import { parseOrRefuse } from '../../domain/faults.ts'
import type { RouteTools } from '../route.ts'
import { deviceFault, ModelIdField, SnField, TextField } from './fields.ts'
import { WechatRefusal } from './refusal.ts'
import { addWechatRoute } from './route.ts'

const CameraStatus = z
  .union([z.literal(0), z.literal(1)])
  .default(0)
  .meta({ description: '0: camera on; 1: off' })

const VoipCall = z.object({
  model_id: ModelIdField,
  sn: SnField,
  openid: TextField,
  room_type: RoomType,
  listener_name: z.string().optional().meta({ description: 'Name of the person, shown on the device' }),
  version_type: z.number().optional().meta({ description: 'Taken and ignored: there is one version here' }),
  query: z.string().optional().meta({ description: 'Handed to the answering side, `a=1&b=2`' }),
  caller_camera_status: CameraStatus,
  listener_camera_status: CameraStatus,
  payload: z.string().optional().meta({ description: 'Handed to the device as it is' }),
})

export function addCallRoutes(tools: RouteTools): void {
  addWechatRoute(tools, {
    method: 'POST',
    url: '/wxa/business/iot/voip/call',
    summary: 'Ring a person from a device: its client learns of the call, and joins',
    access: 'access_token',
    body: VoipCall,
    answer: z.object({ room_id: z.string() }),
    errcodes: [2, 7, 9, 19, 20, 1005, 48001, 9800001, 9800002, 9800003],
    act: async ({ caller, body }) => {
      const fault = deviceFault(body)
      if (fault) throw fault
      if (body.openid === '') throw new CallgrantError('openid_malformed')
      // WeChat's back end is told of its own call as of any other: by the message it learns room and payload.
      const { room_id } = await startCallFromDevice(tools.ctx, caller, wishOf(body), true)
      return { room_id }
    },
  })
  addWechatRoute(tools, {
    method: 'POST',
    url: '/wxa/business/runtime/pushappmsg',
    summary: 'Send a message of at most 5 KB to a device that is connected, by the push token that it made',
    access: 'access_token',
    body: z.object({ msg: TextField, push_token: TextField }),
    answer: z.object({}),
    errcodes: [40101, 45002, 48012],
    renumbered: { push_token_wrong: 48012 },
    act: async ({ caller, body }) => {
      const missing = (['msg', 'push_token'] as const).find((name) => body[name] === '')
      if (missing) throw new WechatRefusal(40101, `${missing} is missing; send it as a string`)
      await pushToDevice(tools.ctx, caller, body)
      return {}
    },
  })
}

function wishOf(body: z.output<typeof VoipCall>): StartCallFromDevice {
  const { model_id, sn, openid, room_type, listener_name, payload } = body
  return parseOrRefuse(StartCallFromDevice, {
    model_id,
    sn,
    openid,
    room_type,
    listener_name,
    payload,
    custom_query: body.query,
    caller_camera: body.caller_camera_status === 0,
    listener_camera: body.listener_camera_status === 0,
  })
}
