/** The person's client where there is no document: React Native and Harmony, on Taro's own requests. */

import { createPerson, type Person, type PersonOptions } from '@callgrant/sdk/person'
import type Taro from '@tarojs/taro'
import { personBy, session } from './registry.ts'
import { taroFetch } from './taro-fetch.ts'

/** What the platform has in its own way; `language` is the phone's. */
export type Surroundings = Pick<PersonOptions, 'ui' | 'storage' | 'peers' | 'media'> & {
  language: 'zh' | 'en'
}

/**
 * @param surroundings asked when a client is made
 * @returns the client, made at the first call
 */
export function nativePerson(
  taro: Pick<typeof Taro, 'request'>,
  surroundings: () => Surroundings,
): () => Person {
  return personBy(({ server, language }) =>
    createPerson({
      ...surroundings(),
      server,
      session,
      fetch: taroFetch(taro),
      ...(language && { language }),
    }),
  )
}
