/** What an operator reads when the server has started: one screen, with everything needed next. */

import { join } from 'node:path'
import type { Language } from '@callgrant/protocol'
import { usesPostgres } from './config/settings.ts'
import type { Service } from './serve.ts'
import { lanUrls } from './try/front.ts'
import { VERSION } from './version.ts'

/** @param language of the words */
export function startMessage(service: Service, language: Language = 'en'): string {
  const { settings } = service.ctx
  const words = language === 'zh' ? ZH : EN
  const store = usesPostgres(settings)
    ? 'PostgreSQL'
    : (settings.databaseUrl?.replace(/^sqlite:/, '') ?? join(settings.dataDir, 'callgrant.db'))
  const lines: [string, string][] = []
  if (settings.dev) lines.push([words.page, `${service.address}/`])
  for (const url of lanUrls(service.app, settings))
    lines.push([words.phone, `${url}/phone.html  ${words.warns}`])
  lines.push([words.api, `${service.address}/docs/`])
  lines.push([words.mode, settings.dev ? words.dev : words.production])
  lines.push([words.store, store])
  if (
    settings.adminToken === null &&
    service.adminToken !== null &&
    settings.databaseUrl !== 'sqlite::memory:'
  ) {
    lines.push([words.admin, join(settings.dataDir, 'admin-token')])
  }
  const width = Math.max(...lines.map(([name]) => columns(name)))
  const body = lines.map(([name, text]) => `  ${name}${' '.repeat(width - columns(name))}  ${text}`)
  return [``, `  Callgrant ${VERSION} ${words.runs}`, ``, ...body, ``, `  ${words.stop}`, ``, ``].join('\n')
}

const EN = {
  runs: 'is running.',
  page: 'Try it',
  phone: 'On a phone',
  warns: '(self-signed: the browser warns once)',
  api: 'API',
  mode: 'Mode',
  dev: 'for trying: anybody who reaches this address may sign in to the demo app',
  production: 'production',
  store: 'Store',
  admin: 'Admin token',
  stop: 'Ctrl+C stops it.',
}

const ZH: typeof EN = {
  runs: '已启动。',
  page: '试用',
  phone: '手机试用',
  warns: '（自签名证书，浏览器会提示一次）',
  api: '接口文档',
  mode: '模式',
  dev: '试用：任何能访问此地址的人都可登录演示应用',
  production: '正式',
  store: '数据库',
  admin: '管理令牌',
  stop: '按 Ctrl+C 停止。',
}

/** Width on a terminal: a Han character takes two columns. */
function columns(text: string): number {
  return [...text].reduce((sum, char) => sum + (/\p{Script=Han}/u.test(char) ? 2 : 1), 0)
}
