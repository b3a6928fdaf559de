/** Everything that `wechat-surface.md` names, a row each: functions, parameters, fields, events, codes, paths, rules. */

import { codes } from './codes.ts'
import { device } from './device.ts'
import { events, life } from './events.ts'
import * as http from './http.ts'
import * as plugin from './plugin.ts'
import type { Section } from './section.ts'
import * as wx from './wx.ts'

const SECTIONS = [
  wx.requestDeviceVoIP,
  wx.dialog,
  wx.getDeviceVoIPList,
  wx.authorization,
  wx.settings,
  wx.gates,
  wx.surroundings,
  device,
  plugin.plugin,
  plugin.initByCaller,
  plugin.callWMPF,
  plugin.callDevice,
  plugin.others,
  events,
  life,
  codes,
  http.common,
  http.token,
  http.ticket,
  http.groups,
  http.licences,
  http.push,
  http.cloud,
  http.media,
] as const

type IdOf<S> = S extends Section<infer Id> ? Id : never
/** Names one row. */
export type SurfaceId = IdOf<(typeof SECTIONS)[number]>

export const SURFACE: readonly Section<string>[] = SECTIONS
