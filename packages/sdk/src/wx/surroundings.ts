/** Puts together what `wx`, the plugin and the pages are built on, from what the app or a test asked for. */

import { createDevice } from '../device/create-device.ts'
import { memoryKeyStore } from '../device/key.ts'
import { createPerson } from '../person/create-person.ts'
import type { PersonUi } from '../person/types.ts'
import { chosenLanguage } from '../shared/client.ts'
import { AppLife } from './app-life.ts'
import { defaultPlatform } from './platform/default-platform.ts'
import { uiOf } from './settings-of-version.ts'
import type { Side, Surroundings, Versions, WxOptions } from './types.ts'
import { DEFAULT_VERSIONS } from './versions.ts'

/** @throws TypeError when it is not said which side this is */
export function surroundingsOf(options: WxOptions): Surroundings {
  const { appid, server, envVersion = 'release', functions = {} } = options
  if (!appid || !server) throw new TypeError('createWx: pass `server` and `appid`.')
  const platform = { ...defaultPlatform(options), ...options.platform }
  const versions = { ...DEFAULT_VERSIONS, ...given(options.versions) }
  return {
    appid,
    server: server.replace(/\/+$/, ''),
    side: sideOf(options, uiOf(platform.ui, versions)),
    versions,
    envVersion,
    platform,
    app: new AppLife(),
    // Called as a plain function: a browser's fetch refuses any other `this`.
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    functions,
  }
}

function sideOf(options: WxOptions, ui: Partial<PersonUi>): Side {
  const { session, device, language = chosenLanguage(options), ...rest } = options
  if (device && session !== undefined) {
    throw new TypeError('createWx: pass `session` (a phone) or `device` (a device), not both.')
  }
  if (device) {
    const { modelId, sn } = device
    // A key in memory is good for a test; a browser's device keeps it in IndexedDB, as createDevice does by itself.
    const key = device.key ?? (globalThis.indexedDB ? undefined : memoryKeyStore())
    const identity = { appid: options.appid, modelId, sn, ...(key && { key }) }
    return { role: 'device', client: createDevice({ ...rest, language, ...identity }) }
  }
  if (session === undefined) {
    throw new TypeError('createWx: pass `session` (a phone) or `device` (a device).')
  }
  const kept = sessionKept(session)
  const client = createPerson({ ...rest, language, session: kept.session, ui })
  return { role: 'person', client, openid: kept.openid }
}

/** Reads the openid of the last session that was got: a cloud function is told who calls it. */
function sessionKept(source: NonNullable<WxOptions['session']>) {
  if (typeof source === 'string') return { session: source, openid: async () => subjectOf(source) }
  let last: string | undefined
  const session = async () => {
    last = await source()
    return last
  }
  return { session, openid: async () => subjectOf(last ?? (await session())) }
}

/** `sub` of a session, which is a JWT; not verified here: it is the server that does that. */
function subjectOf(session: string): string {
  const claims = session.split('.')[1]
  if (!claims) return ''
  const bytes = Uint8Array.from(atob(claims.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
  return JSON.parse(new TextDecoder().decode(bytes)).sub ?? ''
}

/** What was left out, or passed as undefined, has its default. */
function given(versions: Partial<Versions> | undefined): Partial<Versions> {
  return Object.fromEntries(Object.entries(versions ?? {}).filter(([, version]) => version !== undefined))
}
