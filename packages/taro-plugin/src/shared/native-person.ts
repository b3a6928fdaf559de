/** The person's client on React Native and Harmony, which have no DOM; its HTTP requests are Taro's. */

import { createPerson, type Person, type PersonOptions } from '@callgrant/sdk/person'
import type Taro from '@tarojs/taro'
import { personBy, session } from './registry.ts'
import { taroFetch } from './taro-fetch.ts'

/** The client's options that depend on the platform. */
export type PlatformOptions = Pick<PersonOptions, 'ui' | 'storage' | 'peers' | 'media'> & {
  /** The phone's language. */
  language: 'zh' | 'en'
}

/**
 * @param platformOptions called when a client is created
 * @returns gets the client, which is created at the first call
 */
export function nativePerson(
  taro: Pick<typeof Taro, 'request'>,
  platformOptions: () => PlatformOptions,
): () => Person {
  return personBy(({ server, language }) =>
    createPerson({
      ...platformOptions(),
      server,
      session,
      fetch: taroFetch(taro),
      ...(language && { language }),
    }),
  )
}
