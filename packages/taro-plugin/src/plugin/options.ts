/** The options of the plugin, checked when a build starts, with a message for each mistake. */

import { addressOf } from './address.ts'

export interface PluginOptions {
  /** Address of the Callgrant server, `https://calls.example.com`. Plain http only for this machine. */
  server: string
  /** The app's id on that server. */
  appid: string
  /** Language of the dialog, the settings page and the error messages. Default: the phone's. */
  language?: 'zh' | 'en'
  /**
   * Inside WeChat: report WeChat's answers to the server, so that your back end can query what people decided there.
   * The server must be among the Mini Program's server domains. Default: no, and nothing is sent.
   */
  report?: boolean
}

const KNOWN = ['server', 'appid', 'language', 'report']
const APPID = /^[0-9A-Za-z_-]{1,64}$/
const EXAMPLE = "plugins: [['taro-plugin-callgrant', { server: 'https://calls.example.com', appid: 'wx…' }]]"

/**
 * @returns the options, the server's address without a trailing slash
 * @throws Error with a message for each mistake
 */
export function checkOptions(given: unknown): PluginOptions {
  const options = isRecord(given) ? given : {}
  const mistakes = [
    ...(isRecord(given) ? [] : [`The options must be an object: ${EXAMPLE}.`]),
    ...serverMistakes(options.server),
    ...appidMistakes(options.appid),
    ...(options.language === undefined || options.language === 'zh' || options.language === 'en'
      ? []
      : [`\`language\` must be 'zh' or 'en', not ${show(options.language)}.`]),
    ...(options.report === undefined || typeof options.report === 'boolean'
      ? []
      : [`\`report\` must be true or false, not ${show(options.report)}.`]),
    ...Object.keys(options)
      .filter((key) => !KNOWN.includes(key))
      .map(unknownOption),
  ]
  if (mistakes.length > 0) {
    throw new Error(`taro-plugin-callgrant: ${mistakes.join('\n  ')}`)
  }
  const { server, appid, language, report } = options as unknown as PluginOptions
  return {
    server: addressOf(server)?.origin ?? server,
    appid,
    ...(language && { language }),
    ...(report && { report }),
  }
}

function serverMistakes(server: unknown): string[] {
  if (server === undefined) return [`\`server\` is missing: the address of your Callgrant server. ${EXAMPLE}`]
  if (typeof server !== 'string') return [`\`server\` must be a string, not ${show(server)}.`]
  const address = addressOf(server)
  if (!address) {
    return [`\`server\` must be a whole address such as 'https://calls.example.com', not ${show(server)}.`]
  }
  if (address.user) return ['`server` must have no user and no password in it.']
  if (address.rest !== '' && address.rest !== '/') {
    return [`\`server\` must end after its host and port: '${address.origin}', not ${show(server)}.`]
  }
  if (address.scheme === 'http' && !isPrivate(address.host)) {
    return [`\`server\` must begin with https: sessions and consent travel over it. Not ${show(server)}.`]
  }
  return []
}

/** This machine or a private network, where phones are tested against a developer's machine. */
function isPrivate(host: string): boolean {
  const inside = /^(127(\.\d+){3}|10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2})$/
  return host === 'localhost' || host === '[::1]' || inside.test(host)
}

function appidMistakes(appid: unknown): string[] {
  if (appid === undefined) return ["`appid` is missing: the app's id on that server (`callgrant app list`)."]
  if (typeof appid !== 'string') return [`\`appid\` must be a string, not ${show(appid)}.`]
  if (!APPID.test(appid)) {
    return [`\`appid\` must be 1 to 64 digits, letters, _ and -, not ${show(appid)}.`]
  }
  return []
}

function unknownOption(key: string): string {
  if (key === 'session') {
    return "`session` is no option: call `setSession(() => …)`, imported from 'taro-plugin-callgrant', in src/app."
  }
  if (/secret|token/i.test(key)) {
    return `\`${key}\` must not be here: everything in these options is public in the built app.`
  }
  return `\`${key}\` is no option; there are ${KNOWN.join(', ')}.`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const show = (value: unknown) => (typeof value === 'string' ? `'${value}'` : String(value))
