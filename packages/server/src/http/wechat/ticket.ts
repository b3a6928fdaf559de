/** `getSnTicket`: the back end vouches for a device (A12). */

import { HTTP_CODES } from '@callgrant/protocol'
import { z } from 'zod'
import { issueTicket } from '../../acts/devices/issue-ticket.ts'
import type { RouteTools } from '../route.ts'
import { deviceFault, ModelIdField, SnField } from './fields.ts'
import { explainMissingModel } from './missing-model.ts'
import { addWechatRoute } from './route.ts'

export function addTicketRoute(tools: RouteTools): void {
  addWechatRoute(tools, {
    method: 'POST',
    url: '/wxa/getsnticket',
    summary: 'getSnTicket: a device ticket (snTicket), valid for 5 minutes for one model and sn',
    caller: 'backend',
    body: z.object({ sn: SnField, model_id: ModelIdField }),
    answer: z.object({ sn_ticket: z.string().meta({ description: '32 letters and digits' }) }),
    errcodes: [
      HTTP_CODES.API_UNAUTHORIZED,
      HTTP_CODES.SN_TOO_LONG,
      HTTP_CODES.SN_ILLEGAL,
      HTTP_CODES.MODEL_ID_WRONG,
    ],
    example: {
      body: { sn: 'door-1', model_id: 'm_door' },
      answer: { sn_ticket: '1UYqXk2Hq0TVgkVxEoRr3GmPcWz9bLsd' },
    },
    act: async ({ caller, body }) => {
      const fault = deviceFault(body)
      if (fault) throw fault
      const { sn_ticket } = await explainMissingModel(tools.ctx, caller, () =>
        issueTicket(tools.ctx, caller, body),
      )
      return { sn_ticket }
    },
  })
}
