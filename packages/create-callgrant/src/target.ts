/** Where the project goes: a folder that is not there yet, or is empty. */

import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import validate from 'validate-npm-package-name'
import { Refusal, say } from './texts.ts'

export interface Target {
  folder: string
  /** Name of the package: that of the folder. */
  name: string
}

/** What may be there already. */
const NOTHING = ['.git', '.DS_Store']

/** @throws Refusal for a name that npm refuses, and for a folder that has something in it */
export function targetOf(cwd: string, given: string): Target {
  const folder = resolve(cwd, given)
  const name = basename(folder)
  const { validForNewPackages, errors = [], warnings = [] } = validate(name)
  if (!validForNewPackages) {
    const why = [...errors, ...warnings].join('; ')
    throw new Refusal(
      say(
        `“${name}” cannot be the name of a project: ${why}. Use small letters, digits, - and _, as in my-doors.`,
        `项目不能叫“${name}”：${why}。请用小写字母、数字、- 和 _，例如 my-doors。`,
      ),
    )
  }
  if (!existsSync(folder)) return { folder, name }
  if (!statSync(folder).isDirectory())
    throw new Refusal(
      say(`${folder} is a file. Name another folder.`, `${folder} 是一个文件，请换一个文件夹。`),
    )
  const there = readdirSync(folder).filter((entry) => !NOTHING.includes(entry))
  if (there.length > 0)
    throw new Refusal(
      say(
        `${folder} is not empty: it has ${some(there)}. Name another folder, or empty this one. Nothing was written.`,
        `${folder} 不是空的：里面有 ${some(there)}。请换一个文件夹，或先清空它。没有写入任何文件。`,
      ),
    )
  return { folder, name }
}

const some = (entries: string[]) => entries.slice(0, 3).join(', ') + (entries.length > 3 ? ' …' : '')
