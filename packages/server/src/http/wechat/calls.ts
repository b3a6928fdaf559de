/** `voip/call`: the back end rings a person from a device. `pushappmsg`: it sends a message to a device. */

import { HTTP_CODES, StartCallFromDevice } from '@callgrant/protocol'
import { z } from 'zod'
import { startCallFromDevice } from '../../acts/calls/start-call-from-device.ts'
import { pushToDevice } from '../../acts/devices/push-to-device.ts'
import { parseOrRefuse } from '../../transport/parse.ts'
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
  room_type: TextField.meta({ description: 'Required. `video` or `voice`', examples: ['video'] }),
  listener_name: z.string().optional().meta({ description: 'Name of the person, shown on the device' }),
  version_type: z
    .number()
    .optional()
    .meta({ description: 'Accepted and ignored: there is one version here' }),
  query: z.string().optional().meta({ description: 'Handed to the answering side, `a=1&b=2`' }),
  caller_camera_status: CameraStatus,
  listener_camera_status: CameraStatus,
  payload: z.string().optional().meta({ description: 'Handed to the device as it is' }),
})

/**
 * On WeChat the call begins all the same, and the device hears `busy` when it has joined. Here it is over before
 * anybody joins, so that nobody but the back end can be told: by a number, which says that no call is to be waited for.
 */
const PERSON_BUSY = 'the person is in another call; try again when it is over'

export function addCallRoutes(tools: RouteTools): void {
  addWechatRoute(tools, {
    method: 'POST',
    url: '/wxa/business/iot/voip/call',
    summary: 'Ring a person from a device: its client is sent a notice of the call, and joins',
    caller: 'backend',
    body: VoipCall,
    answer: z.object({ room_id: z.string() }),
    errcodes: [
      HTTP_CODES.DEVICE_WRONG,
      HTTP_CODES.OPENID_MALFORMED,
      HTTP_CODES.NOT_AUTHORIZED,
      HTTP_CODES.OPENID_OF_OTHER_APP,
      HTTP_CODES.OPENID_UNKNOWN,
      HTTP_CODES.CALL_IN_PROGRESS,
      HTTP_CODES.MISSING_PARAMETER,
      HTTP_CODES.API_UNAUTHORIZED,
      HTTP_CODES.SN_TOO_LONG,
      HTTP_CODES.SN_ILLEGAL,
      HTTP_CODES.MODEL_ID_WRONG,
    ],
    act: async ({ caller, body }) => {
      const fault = deviceFault(body)
      if (fault) throw fault
      if (body.openid === '')
        throw new WechatRefusal(HTTP_CODES.OPENID_MALFORMED, 'openid is missing; send it as a string')
      if (body.room_type === '')
        throw new WechatRefusal(HTTP_CODES.MISSING_PARAMETER, 'room_type is missing; send video or voice')
      // As on WeChat, the back end also gets the event of its own call, which has the room and the payload.
      const { room_id, state } = await startCallFromDevice(tools.ctx, caller, toStartCall(body), {
        isCloud: true,
      })
      if (state === 'ended') throw new WechatRefusal(HTTP_CODES.CALL_IN_PROGRESS, PERSON_BUSY)
      return { room_id }
    },
  })
  addWechatRoute(tools, {
    method: 'POST',
    url: '/wxa/business/runtime/pushappmsg',
    summary: 'Send a message of at most 5 KB to a device that is connected, by the push token that it made',
    caller: 'backend',
    body: z.object({ msg: TextField, push_token: TextField }),
    answer: z.object({}),
    errcodes: [HTTP_CODES.MISSING_PARAMETER, HTTP_CODES.CONTENT_TOO_LONG, HTTP_CODES.INVALID_PUSH_TOKEN],
    renumbered: { push_token_wrong: HTTP_CODES.INVALID_PUSH_TOKEN },
    act: async ({ caller, body }) => {
      const missing = (['msg', 'push_token'] as const).find((name) => body[name] === '')
      if (missing)
        throw new WechatRefusal(HTTP_CODES.MISSING_PARAMETER, `${missing} is missing; send it as a string`)
      await pushToDevice(tools.ctx, caller, body)
      return {}
    },
  })
}

function toStartCall(body: z.output<typeof VoipCall>): StartCallFromDevice {
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
