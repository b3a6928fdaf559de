/**
 * For packages that bring the SDK to another platform (WeChat's names, Taro): WeChat-style callbacks and failures,
 * parameter checks, HTTP with credentials. Apps and devices do not need it.
 */

export { canIUse, SCHEMA } from '../person/can-i-use.ts'
export { withCallbacks } from '../shared/callbacks.ts'
export { Check, faultClauses, typeName } from '../shared/check.ts'
export { chosenLanguage } from '../shared/client.ts'
export { systemClock } from '../shared/clock.ts'
export { consentWords, SETTINGS_TITLE } from '../shared/consent-words.ts'
export { type Credential, credential } from '../shared/credential.ts'
export { Emitter } from '../shared/emitter.ts'
export { toFailure } from '../shared/failure.ts'
export { Http, type HttpOptions } from '../shared/http.ts'
export { languageOfTag } from '../shared/language.ts'
export { type AllowLimit, limitedWords, timeInWords, timeZone } from '../shared/limit.ts'
export { type KeyValue, memoryStorage, storageWithPrefix } from '../shared/storage.ts'
