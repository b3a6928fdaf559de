/** The person's client where there is no document: React Native and Harmony, on Taro's own functions. */

import { createPerson, type Person } from '@callgrant/sdk/person'
import type Taro from '@tarojs/taro'
import { askInModal } from './ask-in-modal.ts'
import { personBy, session } from './registry.ts'
import { taroFetch } from './taro-fetch.ts'

type TaroLike = typeof Taro

/** @returns the client, made at the first call */
export function nativePerson(taro: TaroLike): () => Person {
  return personBy(({ server, language }) =>
    createPerson({
      server,
      session,
      language: language ?? systemLanguage(taro),
      fetch: taroFetch(taro),
      storage: {
        getItem: (key) => (taro.getStorageSync(key) as string | undefined) || null,
        setItem: (key, value) => taro.setStorageSync(key, value),
      },
      ui: { askAuthorization: askInModal(taro) },
    }),
  )
}

function systemLanguage(taro: TaroLike): 'zh' | 'en' {
  return /^en/i.test(taro.getSystemInfoSync?.().language ?? '') ? 'en' : 'zh'
}
