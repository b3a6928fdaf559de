/** The settings page, and permission for camera and microphone. */

import type { WxHost } from '../types.ts'
import { personClient } from './account.ts'
import { type AsyncApi, type AsyncApiWith, asyncFunction, Refused } from './async-api.ts'

/** The scopes there are; WeChat has none for calls of devices. */
const SCOPES = { 'scope.camera': 'camera', 'scope.record': 'record' } as const
export type AuthSetting = { -readonly [K in keyof typeof SCOPES]?: boolean }

interface Subscriptions {
  mainSwitch: boolean
  itemSettings?: Record<string, string>
}
/** `subscriptionsSetting` is there only with `withSubscriptions`. */
interface SettingResult {
  authSetting: AuthSetting
  subscriptionsSetting: Subscriptions
}
interface SettingOption {
  withSubscriptions?: boolean
}

export interface SettingApi {
  /** Opens the settings page, where devices and groups can be switched on and off, and waits until it is closed. */
  openSetting: AsyncApi<SettingOption, SettingResult>
  getSetting: AsyncApi<SettingOption, SettingResult>
  /** Asks for `scope.camera` or `scope.record`. `fail`: `errno` 103, refused. */
  authorize: AsyncApiWith<{ scope: string }, object>
  /** Camera and microphone as the last `getSetting` or `authorize` found them; the rest is never asked for. */
  getAppAuthorizeSetting(): AppAuthorizeSetting
}
const NEVER_ASKED = [
  'albumAuthorized',
  'bluetoothAuthorized',
  'locationAuthorized',
  'notificationAuthorized',
  'notificationAlertAuthorized',
  'notificationBadgeAuthorized',
  'notificationSoundAuthorized',
  'phoneCalendarAuthorized',
] as const
type AppAuthorizeSetting = Record<
  'cameraAuthorized' | 'microphoneAuthorized' | (typeof NEVER_ASKED)[number],
  Authorized
> & { locationReducedAccuracy: boolean }
type Authorized = 'authorized' | 'denied' | 'not determined'

export function settingApi({ side, platform }: WxHost): SettingApi {
  const { permissions } = platform
  // For the synchronous function, which cannot ask.
  const last: { camera?: boolean; record?: boolean } = {}

  async function read(option: SettingOption): Promise<SettingResult> {
    const authSetting: AuthSetting = {}
    for (const [scope, name] of Object.entries(SCOPES) as [keyof AuthSetting, 'camera' | 'record'][]) {
      const decided = await permissions.read(name)
      if (decided === undefined) continue
      authSetting[scope] = decided
      last[name] = decided
    }
    const subscriptions = { subscriptionsSetting: { mainSwitch: true, itemSettings: {} } }
    return { authSetting, ...(option.withSubscriptions === true && subscriptions) } as SettingResult
  }

  return {
    openSetting: asyncFunction('openSetting', async (option: SettingOption) => {
      await personClient(side).openSetting()
      return read(option)
    }),
    getSetting: asyncFunction('getSetting', read),
    authorize: asyncFunction(
      'authorize',
      async ({ scope }: { scope: string }) => {
        if (!Object.hasOwn(SCOPES, scope)) throw new Refused('invalid scope')
        const name = SCOPES[scope as keyof typeof SCOPES]
        last[name] = await permissions.ask(name)
        if (!last[name]) throw new Refused('auth deny', { errno: 103 })
        return {}
      },
      (check) => check.needs('scope', 'String'),
    ),
    getAppAuthorizeSetting: () => ({
      cameraAuthorized: authorizedWord(last.camera),
      microphoneAuthorized: authorizedWord(last.record),
      locationReducedAccuracy: false,
      ...(Object.fromEntries(NEVER_ASKED.map((name) => [name, 'not determined'])) as Record<
        (typeof NEVER_ASKED)[number],
        Authorized
      >),
    }),
  }
}

function authorizedWord(decided: boolean | undefined): Authorized {
  return decided === undefined ? 'not determined' : decided ? 'authorized' : 'denied'
}
