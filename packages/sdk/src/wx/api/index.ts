/** `wx`: every function that is here, as old as its base library claims to be. */

import type { Surroundings } from '../types.ts'
import { type AccountApi, accountApi } from './account.ts'
import { type AppApi, appApi } from './app.ts'
import { isThere, makeCanIUse } from './can-i-use.ts'
import { type CloudApi, cloudApi } from './cloud.ts'
import { type DeviceVoIPApi, deviceVoIPApi } from './device-voip.ts'
import { type FeedbackApi, feedbackApi } from './feedback.ts'
import { type RequestApi, requestApi } from './request.ts'
import { type RouteApi, routeApi } from './route.ts'
import { type SettingApi, settingApi } from './setting.ts'
import { type StorageApi, storageApi } from './storage.ts'
import { type SystemApi, systemApi } from './system.ts'

/** What a page written for WeChat calls `wx`. Functions newer than the base library are not there. */
export interface Wx
  extends AccountApi,
    DeviceVoIPApi,
    SettingApi,
    SystemApi,
    StorageApi,
    FeedbackApi,
    RouteApi,
    AppApi,
    RequestApi {
  /** Whether a function, or one of its parts, can be used here: `requestDeviceVoIP.object.isGroup`. */
  canIUse(schema: string): boolean
  readonly cloud: CloudApi
}

export function wxOf(surroundings: Surroundings): Wx {
  const { versions, side } = surroundings
  // What can be shown, the person's client knows.
  const shows = (api: string) =>
    side.role === 'device' || !['requestDeviceVoIP', 'openSetting'].includes(api) || side.client.canIUse(api)
  const wx: Wx = {
    ...accountApi(surroundings),
    ...deviceVoIPApi(surroundings),
    ...settingApi(surroundings),
    ...systemApi(surroundings),
    ...storageApi(surroundings),
    ...feedbackApi(surroundings),
    ...routeApi(surroundings),
    ...appApi(surroundings),
    ...requestApi(surroundings),
    canIUse: makeCanIUse(versions, side.role, shows),
    cloud: cloudApi(surroundings),
  }
  // `typeof wx.getDeviceVoIPList` tells an old library too.
  return Object.fromEntries(Object.entries(wx).filter(([name]) => isThere(name, versions))) as unknown as Wx
}
