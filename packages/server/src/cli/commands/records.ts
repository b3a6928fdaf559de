/** `callgrant records …`: the proof of what people agreed to (B3): receipts, an export, and whether anything was changed. */

import { readFileSync } from 'node:fs'
import type { RecordDamage } from '@callgrant/protocol'
import { asBackend, BACKEND_OPTIONS } from '../client.ts'
import type { Command, Option } from '../command.ts'
import { usageError } from '../failure.ts'
import { say, type Text } from '../text.ts'

const TIME: Pick<Option, 'value'> = { value: 'TIME' }

/** Milliseconds since 1970 of an ISO 8601 date or time. @throws Failure for another text */
function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(at)) return at
  throw usageError(
    `--${option} should be a date or time, such as 2026-03-01 or 2026-03-01T08:00:00Z.`,
    `--${option} 应为日期或时间，如 2026-03-01 或 2026-03-01T08:00:00Z。`,
  )
}

const exportRecords: Command = {
  name: 'records export',
  about: say(
    'Print the records of a period, newest first, each with its proof: one line of JSON each.',
    '输出一段时间内的记录（从新到旧）及其证明，每条一行 JSON。',
  ),
  jsonLines: true,
  options: {
    from: { ...TIME, about: say('From this date or time on, in UTC.', '起始日期或时间（UTC）。') },
    until: { ...TIME, about: say('Before this date or time, in UTC.', '截止日期或时间（UTC，不含）。') },
    openid: { value: 'OPENID', about: say('Only of this person.', '仅该用户。') },
    ...BACKEND_OPTIONS,
  },
  examples: ['callgrant records export --from 2026-03-01 --until 2026-04-01 --json'],
  async run(run) {
    const { values, output } = run
    const openid = values.get('openid')
    const from = timeOf('from', values.get('from'))
    const until = timeOf('until', values.get('until'))
    const filter = {
      ...(openid !== undefined && { openid }),
      ...(from !== undefined && { from }),
      ...(until !== undefined && { until }),
    }
    await asBackend(run, async ({ consentRecords }) => {
      for await (const record of consentRecords.list(filter)) {
        output.record(record, () => output.line(JSON.stringify(record)))
      }
    })
    return undefined
  },
}

const receipt: Command = {
  name: 'records receipt',
  about: say(
    'A signed receipt of one decision, as JSON or as a page to print.',
    '输出一次决定的签名凭证：JSON，或可打印的网页。',
  ),
  arguments: [{ name: 'RECORD_ID', required: true, about: say('The record.', '记录的 id。') }],
  options: {
    html: { about: say('As a page to print.', '输出可打印的网页。') },
    ...BACKEND_OPTIONS,
  },
  examples: [
    'callgrant records receipt m0z1c4k2q0001a1b2c3d4e5f6 --json',
    'callgrant records receipt m0z1c4k2q0001a1b2c3d4e5f6 --html --lang zh',
  ],
  async run(run) {
    const { values, output, language } = run
    const id = values.need('RECORD_ID')
    if (values.on('html')) {
      const page = await asBackend(run, ({ consentRecords }) => consentRecords.receiptPage(id, language))
      output.result({ html: page }, () => output.line(page))
      return undefined
    }
    output.item(await asBackend(run, ({ consentRecords }) => consentRecords.receipt(id)))
    return undefined
  },
}

const head: Command = {
  name: 'records head',
  about: say(
    'Where the records end now, signed: keep it where whoever can change the store cannot.',
    '输出记录链当前末端的签名；请保存在能修改数据库的人无法触及之处。',
  ),
  options: BACKEND_OPTIONS,
  examples: ['callgrant records head'],
  async run(run) {
    const answer = await asBackend(run, ({ consentRecords }) => consentRecords.head())
    run.output.result(answer, () => run.output.line(answer.jws))
    return undefined
  },
}

const WORDS: Record<RecordDamage['kind'], Text> = {
  changed: say('changed by hand', '被人为修改'),
  removed: say('removed by hand', '被人为删除'),
  added: say('added by hand', '被人为添加'),
  restored: say('of a forgotten person, filled again', '属于已被遗忘的用户，又被填回'),
  head_missing: say(
    'the end of the chain is gone; what is missing at its end cannot be told',
    '链的末端记录已丢失，无法判断末尾缺少什么',
  ),
  head_changed: say(
    'the end of the chain was changed by hand, or sealed with a key that this server has not',
    '链的末端被人为修改，或由本服务器没有的密钥封存',
  ),
  head_broken: say(
    'records were added after the end of the chain had been changed by hand',
    '链的末端曾被人为修改，其后又写入了记录',
  ),
  head_lost: say(
    'the chain does not go through the head that was kept: the store is older, or was written anew',
    '链不经过所保存的末端：数据库被回退或重写',
  ),
}

const verify: Command = {
  name: 'records verify',
  about: say(
    'Find records that were changed, removed or added by hand. Exit code 1 if there are any.',
    '查找被人为修改、删除或添加的记录；有则退出码为 1。',
  ),
  options: {
    head: {
      value: 'FILE',
      about: say('A head that `records head` printed earlier.', '此前由 records head 输出的末端文件。'),
    },
    ...BACKEND_OPTIONS,
  },
  examples: ['callgrant records verify', 'callgrant records verify --head head-2026-03-01.txt'],
  async run(run) {
    const { values, output, language } = run
    const file = values.get('head')
    const kept = file === undefined ? {} : { head: readHead(file) }
    const answer = await asBackend(run, ({ consentRecords }) => consentRecords.verify(kept))
    output.result(answer, () => {
      for (const damage of answer.damages) output.line(lineOf(damage, language))
      const { checked, damages } = answer
      output.say(
        answer.ok
          ? say(`${checked} records are as they were written.`, `${checked} 条记录均与写入时一致。`)
          : say(
              `${damages.length} damages in ${checked} records.`,
              `${checked} 条记录中发现 ${damages.length} 处异常。`,
            ),
      )
    })
    return answer.ok ? undefined : 1
  },
}

function readHead(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw usageError(`${file} cannot be read (${code}).`, `无法读取 ${file}（${code}）。`)
  }
}

/** `answers 3 m0z1…: changed by hand`. */
function lineOf({ kind, chain, seq, until_seq, record_id }: RecordDamage, language: 'en' | 'zh'): string {
  const places = until_seq !== null && until_seq !== seq ? `${seq}–${until_seq}` : seq
  const where = [chain, places, record_id].filter((part) => part !== null).join(' ')
  return `${where}: ${WORDS[kind][language]}`
}

export const recordCommands: Command[] = [exportRecords, receipt, head, verify]
