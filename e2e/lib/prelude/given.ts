/** What the snippets of the documentation take as given: an app's own values and functions, and WeChat's globals. */

import type { EmulatedDevice, EmulatedPerson, Emulator } from '@callgrant/emulator'
import type { Backend } from '@callgrant/sdk/backend'
import type { Person } from '@callgrant/sdk/person'
import type { RequirePlugin, Wx, WxInstance } from '@callgrant/wechat'

declare global {
  // What a page says its reader has.
  const server: string
  const appid: string
  const secret: string
  const session: string
  const sn: string
  const snTicket: string
  const modelId: string
  const deviceName: string
  const openid: string
  const signal: AbortSignal
  const jws: string
  const SERVER: string
  // Functions that the reader writes.
  function getSessionFromMyBackEnd(): Promise<string>
  function whoIsSignedIn(request: import('node:http').IncomingMessage): Promise<string | null>
  function ownsTheDoor(openid: string): Promise<boolean>
  function fetchSession(): Promise<string>
  function fetchSessionFromMyBackEnd(): Promise<string>
  function readStateAgain(): void
  function lastHandled(): Promise<string>
  function keepAsHandled(id: string): Promise<void>
  function keepUnlessKnown(id: string, type: string, data: unknown): Promise<void>
  // What an earlier block of the page made.
  const person: Person
  const phone: WxInstance
  // Globals of code written for WeChat.
  const wx: Wx
  const requirePlugin: RequirePlugin
  function App(app: object): void
  // Of `this` a page has its data, its methods and what WeChat adds.
  // biome-ignore lint/suspicious/noExplicitAny: WeChat's own type of a page is in a package that readers may not have
  function Page(page: object & ThisType<any>): void
  // What docs/testing.md says its examples have.
  const assert: typeof import('node:assert/strict')
  const emulator: Emulator
  const door: EmulatedDevice
  // What docs/backend.md made before.
  const backend: Backend
}

/** Not global, because a browser's window has a \`parent\` of its own. */
export declare const parent: EmulatedPerson
