/** The store: reachable, up to date, and writable. Nothing is migrated, and nothing is written. */

import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Kysely, sql } from 'kysely'
import { type Settings, usesPostgres } from '../../config/settings.ts'
import { pendingMigrations } from '../../store/migrate.ts'
import { patientPostgresDialect } from '../../store/postgres-dialect.ts'
import type { Tables } from '../../store/schema.ts'
import { sqliteDialect } from '../../store/sqlite-dialect.ts'
import { storeUrl } from '../../store/store-url.ts'
import { type Finding, find } from './finding.ts'

/** Below this an embedded store may soon be unable to write. */
const LITTLE_SPACE_BYTES = 200 * 1024 * 1024

/** @returns what was found, and the database's time when it has a clock of its own (milliseconds since 1970) */
export async function checkStore(
  settings: Settings,
): Promise<{ findings: Finding[]; databaseTime: number | null }> {
  const url = storeUrl(settings)
  const file = /^sqlite:(.+)$/.exec(url)?.[1]
  if (file === ':memory:') {
    const forgets = find(
      'store',
      'warning',
      'The store is in memory: a restart forgets everything.',
      '存储在内存中，重启后数据全部丢失。',
    )
    return { findings: [forgets], databaseTime: null }
  }
  if (file !== undefined) {
    const folder = checkFolder(resolve(file))
    if (folder.some(({ state }) => state === 'broken') || !existsSync(file))
      return { findings: folder, databaseTime: null }
  }
  const dialect = file === undefined ? patientPostgresDialect(url) : sqliteDialect(file)
  const db = new Kysely<Tables>({ dialect })
  try {
    return await examine(db, usesPostgres(settings))
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error }
    const why = cause?.message ?? message
    const broken = find(
      'store',
      'broken',
      `The store cannot be used: ${why}. Check DATABASE_URL, and that the database runs.`,
      `无法使用存储：${why}。请检查 DATABASE_URL 以及数据库是否运行。`,
    )
    return { findings: [broken], databaseTime: null }
  } finally {
    await db.destroy()
  }
}

async function examine(db: Kysely<Tables>, postgres: boolean) {
  const pending = await pendingMigrations(db)
  const databaseTime = postgres
    ? Number(
        (await sql<{ now: string }>`select extract(epoch from clock_timestamp()) * 1000 as now`.execute(db))
          .rows[0]?.now,
      )
    : null
  if (pending.length > 0) {
    const list = pending.join(', ')
    const text = find(
      'store',
      'ok',
      `The store is reachable; the next start brings it up to date (${list}).`,
      `存储可用；下次启动时将升级（${list}）。`,
    )
    return { findings: [text], databaseTime }
  }
  // Deletes no row, and fails where writing fails.
  await db.transaction().execute((tx) => tx.deleteFrom('used_token').where('jti', '=', '').execute())
  return {
    findings: [
      find('store', 'ok', 'The store is reachable, up to date and writable.', '存储可用、已是最新且可写。'),
    ],
    databaseTime,
  }
}

function checkFolder(file: string): Finding[] {
  let folder = dirname(file)
  while (!existsSync(folder)) folder = dirname(folder)
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch {
    return [
      find(
        'store',
        'broken',
        `${folder} is not writable. Run the server as its owner, or choose another --data-dir.`,
        `${folder} 不可写。请以其所有者运行，或用 --data-dir 指定其他目录。`,
      ),
    ]
  }
  const space = statfsSync(folder)
  if (space.bavail * space.bsize < LITTLE_SPACE_BYTES) {
    return [
      find(
        'store',
        'warning',
        `Less than 200 MB is free on the disk of ${folder}. Make room.`,
        `${folder} 所在磁盘剩余不足 200 MB，请清理空间。`,
      ),
    ]
  }
  if (existsSync(file)) return []
  return [find('store', 'ok', `${file} will be made at the first start.`, `${file} 将在首次启动时创建。`)]
}
