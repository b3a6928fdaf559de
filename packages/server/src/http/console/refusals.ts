/** Refusals of the console, in the language of the request. */

import { CallgrantError, type Language, type WireError } from '@callgrant/protocol'
import type { ConsoleRole } from '../../rules/console.ts'

type Words = Record<Language, string>

/** `forbidden`, with a sentence of its own in both languages. */
class Forbidden extends CallgrantError {
  readonly #words: Words

  constructor(words: Words) {
    super('forbidden', { message: words.en })
    this.#words = words
  }

  override toWire(language: Language = 'en'): WireError {
    return { ...super.toWire(language), message: this.#words[language] }
  }
}

const ROLES: Record<ConsoleRole, Words> = {
  owner: { en: 'owner', zh: '所有者（owner）' },
  operator: { en: 'operator', zh: '操作者（operator）' },
  viewer: { en: 'viewer', zh: '查看者（viewer）' },
}

/** @param what the field that needs it, where it is not the whole request */
export function roleMissing(has: ConsoleRole, needed: ConsoleRole, what?: string): CallgrantError {
  const [is, needs] = [ROLES[has], ROLES[needed]]
  return new Forbidden({
    en: `${what === undefined ? 'This' : `\`${what}\``} needs the role ${needs.en}, and you are signed in as ${is.en}. Ask somebody with that role.`,
    zh: `${what === undefined ? '此操作' : `字段 \`${what}\` `}需要${needs.zh}角色，您当前是${is.zh}。请联系具有该角色的人。`,
  })
}

export function notInConsole(): CallgrantError {
  return new Forbidden({
    en: 'This cannot be done in the console, whatever the role. Use the API of the back end, or the command line.',
    zh: '控制台中任何角色都不能执行此操作，请使用后端接口或命令行。',
  })
}

export function csrfWrong(): CallgrantError {
  return new Forbidden({
    en: 'The header x-csrf-token is not that of this session. Send `csrf` of GET /console/api/session.',
    zh: '请求头 x-csrf-token 与会话不符，请发送 GET /console/api/session 返回的 csrf。',
  })
}

export function otherPage(): CallgrantError {
  return new Forbidden({
    en: 'Only the pages of this console may call this. Open it at /console/ of this server.',
    zh: '仅本控制台的页面可调用此接口，请打开本服务器的 /console/。',
  })
}
