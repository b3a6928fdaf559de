/** The secrets that an embedded server keeps in its data folder: present, complete, readable by their owner only. */

import { statSync } from 'node:fs'
import { join } from 'node:path'
import { type Settings, usesPostgres } from '../../config/settings.ts'
import { parseKeys } from '../../credentials/keys.ts'
import { masterKeys } from '../../credentials/secrets-on-disk.ts'
import { type Finding, find } from './finding.ts'

/** Anybody but the owner. */
const OTHERS = 0o077

export function checkKeys(settings: Settings): Finding[] {
  const findings = ['keys.json', 'admin-token'].flatMap((name) => checkFile(join(settings.dataDir, name)))
  const fromFile = settings.keys === null && settings.databaseUrl !== 'sqlite::memory:'
  if (fromFile && !exists(join(settings.dataDir, 'keys.json'))) {
    return [
      ...findings,
      find('keys', 'ok', 'Keys will be made at the first start.', '密钥将在首次启动时生成。'),
    ]
  }
  try {
    parseKeys(masterKeys(settings))
  } catch (error) {
    const { message } = error as Error
    return [...findings, find('keys', 'broken', message, message)]
  }
  if (findings.length > 0) return findings
  const where = settings.keys === null ? 'keys.json' : 'CALLGRANT_KEYS'
  const operator = settings.adminToken === null && usesPostgres(settings)
  return [
    find('keys', 'ok', `The keys in ${where} can be used.`, `${where} 中的密钥可用。`),
    ...(operator
      ? [
          find(
            'keys',
            'warning',
            'No CALLGRANT_ADMIN_TOKEN, so apps cannot be created. Set one of 32 characters or more.',
            '未设置 CALLGRANT_ADMIN_TOKEN，无法创建应用。请设置至少 32 个字符的令牌。',
          ),
        ]
      : []),
  ]
}

function checkFile(path: string): Finding[] {
  const mode = exists(path)
  if (mode === null || (mode & OTHERS) === 0 || process.platform === 'win32') return []
  return [
    find(
      'keys',
      'broken',
      `Others on this machine can read ${path}. Run: chmod 600 ${path}`,
      `本机其他用户可读取 ${path}。请执行：chmod 600 ${path}`,
    ),
  ]
}

/** The file's mode; null when there is no such file. */
function exists(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mode ?? null
}
