/** Makes what `wx`, the plugin and the pages are built on, from the options of `createWx`. */

import { createDevice, memoryKeyStore } from '@callgrant/sdk/device'
import type { PersonUi } from '@callgrant/sdk/person'
import { createPerson } from '@callgrant/sdk/person'
import { chosenLanguage } from '@callgrant/sdk/platform'
import { AppLife } from './app-life.ts'
import { sharedDatabase } from './cloud-database/shared.ts'
import { FileTree } from './files/file-tree.ts'
import { defaultPlatform } from './platform/default-platform.ts'
import { uiForVersion } from './settings-page-versions.ts'
import type { Side, Versions, WxHost, WxOptions } from './types.ts'
import { DEFAULT_VERSIONS } from './versions.ts'

/** The plugin tells 2102 and 2007 when a microphone or a camera cannot be opened, and its call is over. */
const AS_WECHAT = { mediaRefused: 'end' } as const

/** @throws TypeError without `server`, `appid`, or one of `session` and `device` */
export function createWxHost(options: WxOptions): WxHost {
  const { appid, server, envVersion = 'release', functions = {} } = options
  if (!appid || !server) throw new TypeError('createWx: pass `server` and `appid`.')
  const defaults = defaultPlatform(options)
  const platform = { ...defaults, ...options.platform, ui: { ...defaults.ui, ...options.platform?.ui } }
  const versions = { ...DEFAULT_VERSIONS, ...withoutUndefined(options.versions) }
  return {
    appid,
    server: server.replace(/\/+$/, ''),
    side: sideOf(options, uiForVersion(platform.ui, versions)),
    versions,
    envVersion,
    platform,
    app: new AppLife(),
    // A browser's `fetch` refuses to be called as a method of another object.
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    functions,
    database: options.database ?? sharedDatabase(server, appid),
    files: new FileTree(platform.files, () => options.clock?.now() ?? Date.now()),
  }
}

function sideOf(options: WxOptions, ui: Partial<PersonUi>): Side {
  const { session, device, language = chosenLanguage(options), ...rest } = options
  if (device && session !== undefined) {
    throw new TypeError('createWx: pass `session` (a phone) or `device` (a device), not both.')
  }
  if (device) {
    const { modelId, sn } = device
    // In a browser createDevice keeps its key in IndexedDB by itself. A key in memory is for tests.
    const key = device.key ?? (globalThis.indexedDB ? undefined : memoryKeyStore())
    const identity = { appid: options.appid, modelId, sn, ...(key && { key }) }
    return { role: 'device', client: createDevice({ ...AS_WECHAT, ...rest, language, ...identity }) }
  }
  if (session === undefined) {
    throw new TypeError('createWx: pass `session` (a phone) or `device` (a device).')
  }
  const source = rememberSession(session)
  const client = createPerson({ ...AS_WECHAT, ...rest, language, session: source.session, ui })
  return { role: 'person', client, openid: source.openid }
}

/** Remembers the last session, so that the openid in it can be read: cloud functions are told who calls them. */
function rememberSession(source: NonNullable<WxOptions['session']>) {
  if (typeof source === 'string') return { session: source, openid: async () => subjectOf(source) }
  let last: string | undefined
  const session = async () => {
    last = await source()
    return last
  }
  return { session, openid: async () => subjectOf(last ?? (await session())) }
}

/** The `sub` of a session, which is a JWT. Only the server verifies it. */
function subjectOf(session: string): string {
  const claims = session.split('.')[1]
  if (!claims) return ''
  const bytes = Uint8Array.from(atob(claims.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
  return JSON.parse(new TextDecoder().decode(bytes)).sub ?? ''
}

/** An option that is passed as undefined has its default. */
function withoutUndefined(versions: Partial<Versions> | undefined): Partial<Versions> {
  return Object.fromEntries(Object.entries(versions ?? {}).filter(([, version]) => version !== undefined))
}
