/**
 * State that all parts of the plugin share in the running app. It is a property of the global object, because there can
 * be more than one copy of a module: Taro's prebundle is one bundle, the app that calls `setSession` another.
 */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Person } from '@callgrant/sdk/person'

/** The plugin's options, as they reach the app. */
export interface Settings {
  server: string
  appid: string
  language?: 'zh' | 'en'
}

/**
 * Gets the session of the person who uses the app: the `session` of `POST /v1/sessions`, which only your own back end
 * may ask for. Called when it is first needed, and again when it expires.
 */
export type SessionSource = (settings: Settings) => string | Promise<string>

interface Registry {
  settings?: Settings | undefined
  session?: SessionSource | undefined
  /** Gets the person's client; set by the platform's part of the plugin. */
  person?: (() => Person) | undefined
  /** Closes the client, so that the next call of `person` creates another. */
  forget?: (() => void) | undefined
  /** Called when somebody has signed in; set where the phone's push token is handed in for them. */
  signedIn?: (() => void) | undefined
}

const KEY = Symbol.for('taro-plugin-callgrant')

/** The one registry of this app. */
export function registry(): Registry {
  const globals = globalThis as { [KEY]?: Registry }
  globals[KEY] ??= {}
  return globals[KEY]
}

/** The options as JSON: a constant that the plugin defines when it builds the app. */
declare const __CALLGRANT_TARO__: string | undefined

/** The plugin's options. @throws Error when neither the plugin nor `setUp` has set them */
export function settings(): Settings {
  const { settings } = registry()
  if (settings) return settings
  if (typeof __CALLGRANT_TARO__ === 'string') return JSON.parse(__CALLGRANT_TARO__) as Settings
  throw new Error(
    "taro-plugin-callgrant has no options: add it to `plugins` in config/index, or on React Native call `setUp()` of 'taro-plugin-callgrant/rn'.",
  )
}

/**
 * Gets a session for the SDK.
 * @throws CallgrantError `unauthenticated` when there was no `setSession`, or its function returns no session
 */
export async function session(): Promise<string> {
  const get = registry().session
  if (!get) {
    throw new CallgrantError('unauthenticated', {
      message:
        "Nobody is signed in: call `setSession(() => …)`, imported from 'taro-plugin-callgrant', before this.",
    })
  }
  const result: unknown = await get(settings())
  if (typeof result === 'string' && result !== '') return result
  throw new CallgrantError('unauthenticated', {
    message: `The function that \`setSession\` was given must return the session, a string, not ${result === '' ? 'an empty one' : typeof result}.`,
  })
}

/** Shares one client between all copies of the plugin's code in the app, until somebody else signs in. */
export function personBy(make: (settings: Settings) => Person): () => Person {
  const shared = registry()
  let kept: Person | undefined
  shared.person ??= () => {
    kept ??= make(settings())
    return kept
  }
  shared.forget ??= () => {
    void kept?.close()
    kept = undefined
  }
  return shared.person
}
