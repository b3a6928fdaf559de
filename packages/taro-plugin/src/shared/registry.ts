/**
 * What the halves of the plugin share in the running app. It hangs on the global object, because bundlers make more
 * than one copy of a module: Taro's prebundle is one bundle, the app that calls `setSession` another.
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
  /** The person's client, made when first needed by the platform's half. */
  person?: (() => Person) | undefined
  /** Closes the client: the next one is another person's. */
  forget?: (() => void) | undefined
}

const KEY = Symbol.for('taro-plugin-callgrant')

/** The one registry of this app. */
export function registry(): Registry {
  const world = globalThis as { [KEY]?: Registry }
  world[KEY] ??= {}
  return world[KEY]
}

/** The constant that the plugin compiles the app with; absent where nothing was compiled with it. */
declare const __CALLGRANT_TARO__: string | undefined

/** The options. @throws Error when neither the plugin nor `setUp` gave them */
export function settings(): Settings {
  const { settings } = registry()
  if (settings) return settings
  if (typeof __CALLGRANT_TARO__ === 'string') return JSON.parse(__CALLGRANT_TARO__) as Settings
  throw new Error(
    "taro-plugin-callgrant has no options: add it to `plugins` in config/index, or on React Native call `setUp()` of 'taro-plugin-callgrant/rn'.",
  )
}

/**
 * What the SDK asks for a session.
 * @throws CallgrantError `unauthenticated` when there was no `setSession`, or what it was given brings no session
 */
export async function session(): Promise<string> {
  const get = registry().session
  if (!get) {
    throw new CallgrantError('unauthenticated', {
      message:
        "Nobody is signed in: call `setSession(() => …)`, imported from 'taro-plugin-callgrant', before this.",
    })
  }
  const brought: unknown = await get(settings())
  if (typeof brought === 'string' && brought !== '') return brought
  throw new CallgrantError('unauthenticated', {
    message: `The function that \`setSession\` was given must return the session, a string, not ${brought === '' ? 'an empty one' : typeof brought}.`,
  })
}

/** Keeps one client from `make` until somebody else signs in, for all copies of the plugin's code in the app. */
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
