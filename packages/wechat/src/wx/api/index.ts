/** `wx`: all its functions, as the version of the base library has them. */

import type { WxHost } from '../types.ts'
import { type AccountApi, accountApi } from './account.ts'
import { type AppApi, appApi } from './app.ts'
import { isAvailable, makeCanIUse } from './can-i-use.ts'
import { type CloudApi, cloudApi } from './cloud.ts'
import { type DeviceVoIPApi, deviceVoIPApi } from './device-voip.ts'
import { type FeedbackApi, feedbackApi } from './feedback.ts'
import { type FileApi, fileApi } from './file-system.ts'
import { type RequestApi, requestApi } from './request.ts'
import { type RouteApi, routeApi } from './route.ts'
import { type SettingApi, settingApi } from './setting.ts'
import { type StorageApi, storageApi } from './storage.ts'
import { type SystemApi, systemApi } from './system.ts'

/** The global `wx` of code written for WeChat. Functions that are newer than the base library are missing. */
export interface Wx
  extends AccountApi,
    DeviceVoIPApi,
    SettingApi,
    SystemApi,
    StorageApi,
    FeedbackApi,
    RouteApi,
    AppApi,
    RequestApi,
    FileApi {
  /** Whether a function, or one of its parts, can be used here: `requestDeviceVoIP.object.isGroup`. */
  canIUse(schema: string): boolean
  readonly cloud: CloudApi
}

export function createWxApi(host: WxHost): Wx {
  const { versions, side } = host
  const canShow = (api: string) =>
    side.role === 'device' || !['requestDeviceVoIP', 'openSetting'].includes(api) || side.client.canIUse(api)
  const wx: Wx = {
    ...accountApi(host),
    ...deviceVoIPApi(host),
    ...settingApi(host),
    ...systemApi(host),
    ...storageApi(host),
    ...feedbackApi(host),
    ...routeApi(host),
    ...appApi(host),
    ...requestApi(host),
    ...fileApi(host),
    canIUse: makeCanIUse(versions, side.role, canShow),
    cloud: cloudApi(host),
  }
  // So that `typeof wx.getDeviceVoIPList` shows the version too.
  return Object.fromEntries(
    Object.entries(wx).filter(([name]) => isAvailable(name, versions)),
  ) as unknown as Wx
}
