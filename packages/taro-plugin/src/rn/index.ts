/**
 * React Native: `import 'taro-plugin-callgrant/rn'` as the first import of `src/app`. Taro's plugins do not run in
 * a React Native build, so the options are given here.
 */

import Taro from '@tarojs/taro'
import { setSession } from '../main.ts'
import { checkOptions, type PluginOptions } from '../plugin/options.ts'
import { installOn } from '../shared/install.ts'
import { registry, type SessionSource } from '../shared/registry.ts'

export { getPerson, setSession } from '../main.ts'

installOn(Taro)

/**
 * Says which server and app, and how to get the session of the person who uses the app.
 *
 * @throws Error with a sentence for each option that is wrong
 * @example setUp({ server: 'https://calls.example.com', appid: 'wx…', session: () => fetchSession() })
 */
export function setUp({ session, ...options }: PluginOptions & { session?: SessionSource }): void {
  registry().settings = checkOptions(options)
  if (session) setSession(session)
}
