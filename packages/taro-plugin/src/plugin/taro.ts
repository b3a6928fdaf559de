/**
 * The few parts of Taro's command line that the plugin touches. They are not Taro's public API, so each is looked
 * at before it is used: where one has moved, the build stops with a sentence instead of shipping an app in which
 * `Taro.requestDeviceVoIP` is still a stub.
 */

/** What `onSetupClose` hands over: a platform after it set up its own hooks and before the build. */
export interface Platform {
  /** `h5`, `weapp`, `harmony-hybrid`, `harmony`, … */
  platform?: string
  compiler?: string
  /** Modules that the entry imports; `post:` before one: after all others. */
  runtimePath?: string | string[]
  config?: {
    defineConstants?: Record<string, string>
    compiler?: string | { prebundle?: { enable?: boolean } }
  }
  /** Web: the module that `@tarojs/taro` means. */
  apiLibrary?: string
  /** Web: the table by which `Taro.x` calls are rewritten and literal `canIUse` calls are folded. */
  libraryDefinition?: string
  /** The version of Taro that runs, for the words of an error. */
  ctx?: { taroVersion?: string }
}

interface Rule {
  include: { add(path: string): { end(): Rule } }
  exclude: { add(path: string): unknown }
  type(name: string): unknown
}

/** A webpack-chain, as far as it is used. */
export interface Chain {
  resolve: { alias: { get(name: string): string | undefined; set(name: string, path: string): unknown } }
  module: { rule(name: string): Rule }
  optimization: { set(name: 'moduleIds' | 'chunkIds', how: string): unknown }
}

export interface PluginContext {
  paths: { appPath: string; sourcePath?: string }
  registerMethod(method: { name: string; fn(platform: Platform): void }): void
  modifyWebpackChain(change: (given: { chain: Chain }) => void): void
  modifyViteConfig(change: (given: { viteConfig: { plugins: unknown[] } }) => void): void
}

/** Stops the build: a part of Taro is not where it was. */
export function moved(what: string, platform: Platform): Error {
  return new Error(
    `taro-plugin-callgrant: ${what} (platform ${platform.platform ?? 'unknown'}). ` +
      'This version of the plugin was made for Taro 4.1 and 4.2; look for a newer one, or tell us your versions.',
  )
}

/** Adds a module to what the app's entry imports. */
export function addRuntime(platform: Platform, file: string, when: 'first' | 'last'): void {
  const before = platform.runtimePath
  const known = before === undefined || typeof before === 'string' || Array.isArray(before)
  if (!known) throw moved('`platform.runtimePath` is neither a path nor a list of paths', platform)
  const entry = `${when === 'last' ? 'post:' : ''}${slashed(file)}`
  platform.runtimePath = [...[before ?? []].flat(), entry]
}

/** Makes a constant that the app's code is compiled with. */
export function define(platform: Platform, name: string, value: unknown): void {
  if (typeof platform.config !== 'object' || platform.config === null) {
    throw moved('`platform.config` is not there, so the options cannot reach the app', platform)
  }
  // A string of JSON: an object would be copied in wherever it is named.
  const text = JSON.stringify(JSON.stringify(value))
  platform.config.defineConstants = { ...platform.config.defineConstants, [name]: text }
}

/** A path as bundlers write it, also on Windows. */
export function slashed(path: string): string {
  return path.replaceAll('\\', '/')
}
