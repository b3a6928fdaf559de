/** What people at a terminal are shown when the service is ready: where it is, and what to do next. */

import type { Language } from '@callgrant/protocol'
import { renderUnicodeCompact } from 'uqr'
import { type Settings, usesPostgres } from '../config/settings.ts'
import { adminTokenPath } from '../credentials/secrets-on-disk.ts'
import type { Service } from '../serve.ts'
import { storeUrl } from '../store/store-url.ts'
import { VERSION } from '../version.ts'
import { fieldLines } from './layout.ts'
import type { Screen } from './screen.ts'
import { say, type Text } from './text.ts'

/** @returns whole lines */
export function startMessage(
  settings: Settings,
  service: Service,
  language: Language,
  screen: Screen,
): string {
  const stop = screen.style('dim', say('Ctrl+C stops it.', '按 Ctrl+C 停止。')[language])
  const parts = settings.dev
    ? [tryIt(service, language, screen)]
    : [
        screen.style('bold', `Callgrant ${VERSION}`),
        ...(screen.terminal ? [''] : []),
        facts(settings, service, language, screen),
        '',
        next(settings, service, language),
      ]
  return `${[...parts, stop].join('\n')}\n`
}

function tryIt({ address, lanUrls }: Service, language: Language, screen: Screen): string {
  const words = say('Try it: ', '试用：')[language]
  const here = `${words}${screen.style(['bold', 'cyan'], address)}`
  const [first, ...others] = lanUrls
  if (first === undefined) return here
  const lines = [
    here,
    say(
      'With a phone on the same network (its browser warns of the certificate once; go on):',
      '同一网络的手机（浏览器会提示一次证书警告，选择继续）：',
    )[language],
    ...[first, ...others].map((url) => `  ${screen.style(['bold', 'cyan'], url)}`),
  ]
  return screen.terminal ? [...lines, '', qr(first, screen), ''].join('\n') : lines.join('\n')
}

/** Dark on light, whatever the colours of the terminal are, where it has colours. */
function qr(url: string, screen: Screen): string {
  return renderUnicodeCompact(url, { border: 2 })
    .split('\n')
    .map((line) => screen.style(['whiteBright', 'bgBlack'], line))
    .join('\n')
}

function facts(settings: Settings, service: Service, language: Language, screen: Screen): string {
  const { address } = service
  const store = usesPostgres(settings) ? 'PostgreSQL' : storeUrl(settings).replace(/^sqlite:/, '')
  const ownToken = service.adminToken !== null && settings.adminToken === null
  const rows: [Text, string][] = [
    [say('Address', '地址'), address],
    [say('API', '接口文档'), `${address}/docs`],
    ...(settings.console ? [[say('Console', '控制台'), `${address}/console/`] as [Text, string]] : []),
    [say('Store', '数据库'), store],
    ...(ownToken && settings.databaseUrl !== 'sqlite::memory:'
      ? [[say('Operator’s token', '运维令牌'), adminTokenPath(settings)] as [Text, string]]
      : []),
  ]
  return fieldLines(
    rows.map(([name, value]): [string, string] => [`  ${name[language]}`, value]),
    screen,
  ).join('\n')
}

function next(settings: Settings, service: Service, language: Language): string {
  const folder = settings.dataDir === './data' ? '' : ` --data-dir ${settings.dataDir}`
  const server = service.address === 'http://127.0.0.1:7100' ? '' : ` --server ${service.address}`
  return say(
    `Next: callgrant app create --name "My app"${server}${folder}`,
    `下一步：callgrant app create --name "我的应用"${server}${folder}`,
  )[language]
}
