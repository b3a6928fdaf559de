/**
 * What stands in the place of `sentences.ts` in a bundle for an app (`@callgrant/protocol/errors/own-sentences`):
 * the sentences that an app says by itself, so that it need not carry those that the server sends.
 */

import type { ErrorCode } from './codes.ts'
import { EN_CLIENTS } from './en-clients.ts'
import type { Language } from './sentences.ts'

export const SENTENCES: Readonly<Record<Language, Readonly<Partial<Record<ErrorCode, string>>>>> = {
  en: EN_CLIENTS,
  zh: {},
}
