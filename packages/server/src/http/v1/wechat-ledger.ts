/** Routes of the ledger of what WeChat knows (B5): an app inside WeChat reports, its back end asks. */

import {
  ListAuthorizations,
  WechatAuthorizationPage,
  WechatCallOutcome,
  WechatList,
  WechatListTaken,
  WechatOutcome,
  WechatOutcomeTaken,
} from '@callgrant/protocol'
import { listWechatAuthorizations } from '../../acts/ledger/list-wechat-authorizations.ts'
import { reportCall } from '../../acts/ledger/report-call.ts'
import { reportList } from '../../acts/ledger/report-list.ts'
import { reportOutcome } from '../../acts/ledger/report-outcome.ts'
import type { RouteTools } from '../route.ts'
import { addRoute } from './route.ts'

export function addWechatLedgerRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const person = { caller: 'person', tag: 'person', method: 'POST' } as const
  const backend = { caller: 'backend', tag: 'authorizations' } as const
  addRoute(tools, {
    ...person,
    url: '/v1/me/wechat/outcome',
    summary: 'Inside WeChat: how wx.requestDeviceVoIP ended. For the ledger; it is no consent to Callgrant',
    body: WechatOutcome,
    answer: WechatOutcomeTaken,
    errors: ['model_unknown', 'group_unknown', 'wechat_ledger_full'],
    act: ({ caller, body }) => reportOutcome(ctx, caller, body),
  })
  addRoute(tools, {
    ...person,
    url: '/v1/me/wechat/list',
    summary: 'Inside WeChat: all that wx.getDeviceVoIPList listed. For the ledger; what is not in it is gone',
    body: WechatList,
    answer: WechatListTaken,
    act: ({ caller, body }) => reportList(ctx, caller, body),
  })
  addRoute(tools, {
    ...backend,
    method: 'POST',
    url: '/v1/wechat/call_outcome',
    summary: 'What WeChat answered to a call from a device; errCode 9 corrects the ledger',
    body: WechatCallOutcome,
    answer: WechatOutcomeTaken,
    errors: ['openid_unknown', 'model_unknown', 'wechat_ledger_full'],
    act: ({ caller, body }) => reportCall(ctx, caller, body),
  })
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/wechat/authorizations',
    summary: 'The ledger of what people decided inside WeChat, by person, device, group or status',
    query: ListAuthorizations,
    answer: WechatAuthorizationPage,
    act: ({ caller, query }) => listWechatAuthorizations(ctx, caller, query),
  })
}
