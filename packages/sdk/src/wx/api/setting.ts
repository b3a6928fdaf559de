/** What the person lets the app do: the settings page, camera and microphone. */

import type { Surroundings } from '../types.ts'
import { phone } from './account.ts'
import { type AsyncApi, type AsyncApiWith, answering, Refused } from './answer.ts'

/** The scopes that mean anything here; WeChat has none for devices' calls. */
const SCOPES = { 'scope.camera': 'camera', 'scope.record': 'record' } as const
export type AuthSetting = { -readonly [K in keyof typeof SCOPES]?: boolean }

interface Subscriptions {
  mainSwitch: boolean
  itemSettings?: Record<string, string>
}
/** `subscriptionsSetting` is there only when `withSubscriptions` asked for it. */
interface SettingResult {
  authSetting: AuthSetting
  subscriptionsSetting: Subscriptions
}
interface SettingOption {
  withSubscriptions?: boolean
}

export interface SettingApi {
  /** Opens the settings page (A13) and waits until it is closed. */
  openSetting: AsyncApi<SettingOption, SettingResult>
  getSetting: AsyncApi<SettingOption, SettingResult>
  /** Asks for `scope.camera` or `scope.record`. `fail`: `errno` 103, refused. */
  authorize: AsyncApiWith<{ scope: string }, object>
  /** Camera and microphone as the last `getSetting` or `authorize` found them; the others are never asked for. */
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

export function settingApi({ side, platform }: Surroundings): SettingApi {
  const { permissions } = platform
  // The synchronous function tells what the last look found.
  const seen: { camera?: boolean; record?: boolean } = {}

  async function read(option: SettingOption): Promise<SettingResult> {
    const authSetting: AuthSetting = {}
    for (const [scope, name] of Object.entries(SCOPES) as [keyof AuthSetting, 'camera' | 'record'][]) {
      const decided = await permissions.read(name)
      if (decided === undefined) continue
      authSetting[scope] = decided
      seen[name] = decided
    }
    const subscriptions = { subscriptionsSetting: { mainSwitch: true, itemSettings: {} } }
    return { authSetting, ...(option.withSubscriptions === true && subscriptions) } as SettingResult
  }

  return {
    openSetting: answering('openSetting', async (option: SettingOption) => {
      await phone(side).openSetting()
      return read(option)
    }),
    getSetting: answering('getSetting', read),
    authorize: answering(
      'authorize',
      async ({ scope }: { scope: string }) => {
        if (!Object.hasOwn(SCOPES, scope)) throw new Refused('invalid scope')
        const name = SCOPES[scope as keyof typeof SCOPES]
        seen[name] = await permissions.ask(name)
        if (!seen[name]) throw new Refused('auth deny', { errno: 103 })
        return {}
      },
      (check) => check.needs('scope', 'String'),
    ),
    getAppAuthorizeSetting: () => ({
      cameraAuthorized: word(seen.camera),
      microphoneAuthorized: word(seen.record),
      locationReducedAccuracy: false,
      ...(Object.fromEntries(NEVER_ASKED.map((name) => [name, 'not determined'])) as Record<
        (typeof NEVER_ASKED)[number],
        Authorized
      >),
    }),
  }
}

function word(decided: boolean | undefined): Authorized {
  return decided === undefined ? 'not determined' : decided ? 'authorized' : 'denied'
}
