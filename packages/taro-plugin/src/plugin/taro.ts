/**
 * The parts of Taro's command line that the plugin uses. They are not Taro's public API, so each is checked before it
 * is used: if one has changed, the build stops with a message, instead of producing an app in which
 * `Taro.requestDeviceVoIP` is still a stub.
 */

/** The argument of `onSetupClose`: a platform after it has set up its own hooks and before the build. */
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
  /** Web: the module that `@tarojs/taro` is resolved to. */
  apiLibrary?: string
  /** Web: the table by which `Taro.x` calls are rewritten and literal `canIUse` calls are replaced. */
  libraryDefinition?: string
  /** The version of Taro, for error messages. */
  ctx?: { taroVersion?: string }
}

interface Rule {
  include: { add(path: string): { end(): Rule } }
  exclude: { add(path: string): unknown }
  type(name: string): unknown
}

/** The parts of webpack-chain that are used. */
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

/** The error with which a build stops when a part of Taro has changed. */
export function taroChanged(what: string, platform: Platform): Error {
  return new Error(
    `taro-plugin-callgrant: ${what} (platform ${platform.platform ?? 'unknown'}). ` +
      'This version of the plugin was made for Taro 4.1 and 4.2; look for a newer one, or tell us your versions.',
  )
}

/** Adds a module to what the app's entry imports. */
export function addRuntime(platform: Platform, file: string, when: 'first' | 'last'): void {
  const before = platform.runtimePath
  const known = before === undefined || typeof before === 'string' || Array.isArray(before)
  if (!known) throw taroChanged('`platform.runtimePath` is neither a path nor a list of paths', platform)
  const entry = `${when === 'last' ? 'post:' : ''}${slashed(file)}`
  platform.runtimePath = [...[before ?? []].flat(), entry]
}

/** Defines a constant for the app's code. */
export function define(platform: Platform, name: string, value: unknown): void {
  if (typeof platform.config !== 'object' || platform.config === null) {
    throw taroChanged('`platform.config` is not there, so the options cannot reach the app', platform)
  }
  // A string of JSON: an object would be copied to each place that uses it.
  const text = JSON.stringify(JSON.stringify(value))
  platform.config.defineConstants = { ...platform.config.defineConstants, [name]: text }
}

/** A path with slashes, as bundlers write it, also on Windows. */
export function slashed(path: string): string {
  return path.replaceAll('\\', '/')
}
