/** The clients of a back end and of the operator, in the name of who is signed in to the console. */

import type { Language } from '@callgrant/protocol/errors'
import { type Backend, createBackend, createOperator, type Operator } from '@callgrant/sdk/backend'
import { API } from './session.ts'

const server = () => location.origin + API

export function consoleBackend(appid: string, csrf: string, language: Language): Backend {
  return createBackend({ server: server(), appid, language, console: { csrf: () => csrf } })
}

export function consoleOperator(csrf: string, language: Language): Operator {
  return createOperator({ server: server(), language, console: { csrf: () => csrf } })
}
