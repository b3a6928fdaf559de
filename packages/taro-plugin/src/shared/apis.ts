/** Taro's functions, implemented with the SDK's client of a person. */

import type { Person } from '@callgrant/sdk/person'
import { isOurs } from './schema.ts'

export interface OurApis extends Pick<Person, 'requestDeviceVoIP' | 'getDeviceVoIPList' | 'openSetting'> {
  /** For our functions the SDK's result; for every other name Taro's. */
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
