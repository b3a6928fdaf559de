/**
 * Why something failed, in the words and the language of the page that says it. An error's own message is in the language
 * of the client, which need not be that of the page, and speaks to whoever writes the app.
 */

import type { ErrorCode, Language } from '@callgrant/protocol/errors'

const en = {
  network: 'The server cannot be reached. Check the network and try again.',
  session: 'You are no longer signed in. Open the app again.',
  busy: 'Too many requests. Wait a moment and try again.',
  server: 'The server has a problem. Try again later.',
  gone: 'It is no longer on the list. Open this page again.',
  elsewhere: 'The call was answered on another device.',
  over: 'The call is over.',
}

const zh: typeof en = {
  network: '无法连接服务器，请检查网络后重试。',
  session: '登录已失效，请重新打开应用。',
  busy: '请求过于频繁，请稍后重试。',
  server: '服务器出现问题，请稍后重试。',
  gone: '该项已不在列表中，请重新打开此页面。',
  elsewhere: '通话已在其他设备接听。',
  over: '通话已结束。',
}

const TEXTS = { en, zh }
const REASONS: Partial<Record<ErrorCode, keyof typeof en>> = {
  network: 'network',
  request_timeout: 'network',
  unauthenticated: 'session',
  token_expired: 'session',
  forbidden: 'session',
  rate_limited: 'busy',
  too_many_asks: 'busy',
  too_many_calls: 'busy',
  authorization_unknown: 'gone',
  answered_elsewhere: 'elsewhere',
  call_over: 'over',
}

/** The sentence for an error; for one of which nothing is known, that the server has a problem. */
export function reasonText(error: unknown, language: Language): string {
  return knownReason(error, language) ?? TEXTS[language].server
}

/** The sentence for an error that people meet; undefined for any other. */
export function knownReason(error: unknown, language: Language): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  const reason =
    typeof code === 'string' && Object.hasOwn(REASONS, code) ? REASONS[code as ErrorCode] : undefined
  return reason && TEXTS[language][reason]
}
