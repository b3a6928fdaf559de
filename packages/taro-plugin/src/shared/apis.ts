/** Taro's functions in our making: the SDK's person behind Taro's names. */

import type { Person } from '@callgrant/sdk/person'
import { isOurs } from './schema.ts'

export interface OurApis extends Pick<Person, 'requestDeviceVoIP' | 'getDeviceVoIPList' | 'openSetting'> {
  /** For ours the truth; for every other name what Taro says. */
  canIUse(schema: string): boolean
}

/**
 * @param person the person's client, made at the first call
 * @param origin Taro's own `canIUse`
 */
export function ourApis(person: () => Person, origin: ((schema: string) => boolean) | undefined): OurApis {
  return {
    requestDeviceVoIP: (option) => person().requestDeviceVoIP(option),
    getDeviceVoIPList: (option) => person().getDeviceVoIPList(option),
    openSetting: (option) => person().openSetting(option),
    canIUse: (schema) => (isOurs(schema) ? person().canIUse(schema) : (origin?.(schema) ?? false)),
  }
}
