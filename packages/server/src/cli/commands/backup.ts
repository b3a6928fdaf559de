/** `callgrant backup`: a copy of what an embedded server keeps, while it runs. */

import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { CallgrantError } from '@callgrant/protocol/errors'
import { readSettings, usesPostgres } from '../../config/settings.ts'
import type { Command } from '../command.ts'
import { Failure, usageError } from '../failure.ts'
import { say } from '../text.ts'
import { settingsOptions } from './settings-options.ts'

/** Beside the database: without the keys what they signed is worth nothing. */
const SECRETS = ['keys.json', 'admin-token']

const { 'data-dir': dataDir } = settingsOptions()

export const backup: Command = {
  name: 'backup',
  about: say(
    'Copy the embedded store, its keys and the operator’s token to a new folder, while the server runs. To restore, start with that folder as --data-dir.',
    '在服务运行时，将内置数据库、密钥和运维令牌复制到新目录。恢复时以该目录作为 --data-dir 启动。',
  ),
  arguments: [
    {
      name: 'FOLDER',
      required: true,
      about: say('Where to; made when it is missing, else empty', '目标目录；不存在则创建，存在则须为空'),
    },
  ],
  options: { ...(dataDir && { 'data-dir': dataDir }) },
  environment: [
    {
      env: 'DATABASE_URL',
      about: say('`sqlite:/path/file.db`, where it is elsewhere', '数据库在别处时：`sqlite:/path/file.db`'),
    },
  ],
  examples: ['callgrant backup /backup/2026-11-30', 'callgrant serve --data-dir /backup/2026-11-30'],
  async run({ env, values, output, progress }) {
    const settings = readSettings(env, values.raw)
    const folder = values.need('FOLDER')
    if (usesPostgres(settings)) {
      throw usageError(
        'This store is PostgreSQL: use its own tools, such as `pg_dump --format=custom --file=callgrant.dump "$DATABASE_URL"`.',
        '数据库为 PostgreSQL，请使用其自带工具，例如 `pg_dump --format=custom --file=callgrant.dump "$DATABASE_URL"`。',
      )
    }
    const [{ storeUrl }, { backUpSqlite }] = await Promise.all([
      import('../../store/store-url.ts'),
      import('../../store/backup.ts'),
    ])
    const file = storeUrl(settings).slice('sqlite:'.length)
    if (!existsSync(file)) {
      throw new Failure(
        say(
          `There is no store at ${file}. Name the server's folder with --data-dir.`,
          `${file} 处没有数据库。请用 --data-dir 指定服务的数据目录。`,
        ),
      )
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (readdirSync(folder).length > 0) {
      throw new Failure(
        say(
          `${folder} is not empty. Name a new folder for each backup.`,
          `${folder} 不为空，请为每次备份指定新目录。`,
        ),
      )
    }
    const copy = join(folder, 'callgrant.db')
    try {
      await progress.during(say(`Copying ${file}`, `正在复制 ${file}`), () => backUpSqlite(file, copy))
    } catch (cause) {
      const away = cause instanceof CallgrantError
      const { message: why } = (away ? cause.cause : cause) as Error
      throw new Failure(say(`The backup failed: ${why}.`, `备份失败：${why}。`), {
        ...(away && { code: cause.code }),
        cause,
      })
    }
    const secrets = SECRETS.filter((name) => existsSync(join(settings.dataDir, name)))
    for (const name of secrets) copyFileSync(join(settings.dataDir, name), join(folder, name))
    output.result({ folder, files: ['callgrant.db', ...secrets] }, () =>
      output.say(
        say(
          `Copied to ${folder}. It holds secrets: keep it as you keep the server's own folder.`,
          `已复制到 ${folder}。其中含有机密，请像服务数据目录一样保管。`,
        ),
      ),
    )
    return undefined
  },
}
