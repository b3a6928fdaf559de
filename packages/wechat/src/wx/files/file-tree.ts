/**
 * A Mini Program's files and folders: `wxfile://usr/…`, which it orders itself, what `saveFile` has put aside
 * (`wxfile://store_…`), and its own package (`/pages/…`), which can only be read.
 */

import { fault } from './faults.ts'
import type { FileStorage, StoredFile } from './types.ts'

export const USER_DATA_PATH = 'wxfile://usr'
const STORE = 'wxfile://store_'
/** The most bytes of one file, and of all. */
const FILE_MAX = 100 * 1024 * 1024
const ALL_MAX = 200 * 1024 * 1024

export class FileTree {
  /** Reads a file of the package, `pages/a/a.json`; null: there is none. The runtime of Mini Programs sets it. */
  readPackage: (path: string) => Uint8Array | null = () => null
  readonly #storage: FileStorage
  readonly #now: () => number
  #files: Map<string, StoredFile> | undefined
  /** Resolves once what is stored has been read. */
  readonly ready: Promise<void>

  /** @param now milliseconds since 1970 */
  constructor(storage: FileStorage, now: () => number) {
    this.#storage = storage
    this.#now = now
    const stored = storage.load()
    if (stored instanceof Map) this.#files = stored
    this.ready = Promise.resolve(stored).then((files) => {
      this.#files ??= files
    })
    // Whoever needs the files waits for it, and is told then.
    this.ready.catch(() => {})
  }

  /** @throws Refused when there is no such file or folder */
  access(path: string): void {
    this.#find(path)
  }

  /** @param position in bytes @param length in bytes @throws Refused */
  read(path: string, position = 0, length?: number): Uint8Array {
    const { data } = this.#find(path, ', open ')
    if (!data) throw fault('IS_DIRECTORY', `, open "${path}"`)
    const inside = position === 0 || (position > 0 && position < data.length)
    if (!Number.isInteger(position) || !inside) throw fault('POSITION')
    if (length === undefined) return data.slice(position)
    if (!Number.isInteger(length) || length < 1 || length > data.length) throw fault('LENGTH')
    return data.slice(position, position + length)
  }

  write(path: string, data: Uint8Array): void {
    const name = this.#own(path, `, open ${path}`)
    const before = this.#all.get(name)
    if (name === USER_DATA_PATH || before?.data === null) throw fault('IS_DIRECTORY', `, open "${path}"`)
    this.#needParent(name, `, open ${path}`)
    this.#put(name, data, before)
  }

  append(path: string, data: Uint8Array): void {
    const { data: before } = this.#find(path, ', open ')
    if (!before) throw fault('IS_DIRECTORY', `, open "${path}"`)
    const joined = new Uint8Array(before.length + data.length)
    joined.set(before)
    joined.set(data, before.length)
    this.write(path, joined)
  }

  /** Cuts a file, or makes it longer with bytes that are 0. */
  truncate(path: string, length: number): void {
    const before = this.read(path)
    const cut = new Uint8Array(length)
    cut.set(before.subarray(0, length))
    this.write(path, cut)
  }

  stat(path: string): StoredFile {
    return this.#find(path)
  }

  /** Everything in a folder and in its folders; paths start at it, `/a/b`. */
  tree(path: string): { path: string; file: StoredFile }[] {
    const root = nameOf(path)
    const inside = [...this.#all].filter(([name]) => name.startsWith(`${root}/`)).sort()
    return [
      { path: '/', file: this.#find(path) },
      ...inside.map(([name, file]) => ({ path: name.slice(root.length), file })),
    ]
  }

  mkdir(path: string, recursive: boolean): void {
    const name = this.#own(path, `, open ${path}`)
    if (this.#all.has(name) || name === USER_DATA_PATH) {
      if (recursive && this.#find(name).data === null) return
      throw fault('EXISTS', ` ${path}`)
    }
    const parent = name.slice(0, name.lastIndexOf('/'))
    if (recursive && parent !== USER_DATA_PATH) this.mkdir(parent, true)
    this.#needParent(name, ` ${path}`)
    this.#put(name, null)
  }

  readdir(path: string): string[] {
    if (this.#find(path).data !== null) throw fault('NOT_DIRECTORY', ` ${path}`)
    const name = nameOf(path)
    return [...this.#all.keys()]
      .filter((other) => parentOf(other) === name)
      .map((other) => other.slice(name.length + 1))
  }

  rmdir(path: string, recursive: boolean): void {
    const name = this.#own(path, `, open ${path}`)
    if (this.#find(path).data !== null) throw fault('NOT_DIRECTORY', ` ${path}`)
    if (name === USER_DATA_PATH) throw fault('DENIED', `, open ${path}`)
    const inside = [...this.#all.keys()].filter((other) => other.startsWith(`${name}/`))
    if (inside.length > 0 && !recursive) throw fault('NOT_EMPTY')
    for (const one of [...inside, name]) this.#remove(one)
  }

  unlink(path: string): void {
    if (this.#find(path).data === null) throw fault('NOT_PERMITTED', `, unlink ${path}`)
    this.#remove(this.#own(path, `, open ${path}`))
  }

  rename(from: string, to: string): void {
    const where = `, rename ${from} -> ${to}`
    const file = this.#find(from, where, false)
    const [old, name] = [this.#own(from, where), this.#own(to, where)]
    this.#needParent(name, where)
    const target = this.#all.get(name)
    if (old === USER_DATA_PATH || name === USER_DATA_PATH || name.startsWith(`${old}/`))
      throw fault('NOT_PERMITTED', where)
    if (old === name) return
    if (target && (target.data === null) !== (file.data === null)) throw fault('NOT_PERMITTED', where)
    if (target?.data === null) this.rmdir(to, false)
    for (const [path, one] of [...this.#all]) {
      if (path !== old && !path.startsWith(`${old}/`)) continue
      this.#remove(path)
      this.#keep(name + path.slice(old.length), one)
    }
  }

  copy(from: string, to: string): void {
    const where = `, copyFile ${from} -> ${to}`
    const { data } = this.#find(from, where, false)
    if (!data) throw fault('NOT_PERMITTED', where)
    const name = this.#own(to, where)
    if (name === USER_DATA_PATH || this.#all.get(name)?.data === null) throw fault('NOT_PERMITTED', where)
    this.#needParent(name, where)
    this.#put(name, data, this.#all.get(name))
  }

  /** Moves a file aside, or to `to`. @returns where it is now */
  saveFile(from: string, to?: string): string {
    const file = this.#all.get(nameOf(from))
    if (!file?.data) throw fault('NO_TEMP_FILE')
    if (to !== undefined) {
      const name = this.#own(to, `, open "${to}"`)
      this.#needParent(name, ` "${to.slice(0, to.lastIndexOf('/'))}"`)
      this.rename(from, to)
      return name
    }
    const ending = /\.\w+$/.exec(from)?.[0] ?? ''
    const name = `${STORE}${crypto.randomUUID().replaceAll('-', '')}${ending}`
    this.#remove(nameOf(from))
    this.#keep(name, { ...file, createdAt: this.#now() })
    return name
  }

  /** What `saveFile` has put aside. */
  saved(): { filePath: string; size: number; createTime: number }[] {
    return [...this.#all]
      .filter(([name]) => name.startsWith(STORE))
      .map(([filePath, { data, createdAt }]) => {
        return { filePath, size: data?.length ?? 0, createTime: Math.floor(createdAt / 1000) }
      })
  }

  removeSaved(path: string): boolean {
    if (!path.startsWith(STORE) || !this.#all.has(path)) return false
    this.#remove(path)
    return true
  }

  /** Removes everything, as deleting the Mini Program does. */
  clear(): void {
    for (const name of [...this.#all.keys()]) this.#remove(name)
  }

  get #all(): Map<string, StoredFile> {
    if (!this.#files)
      throw new Error('the stored files have not been read yet: await ready() of createWx first')
    return this.#files
  }

  /** @param where what the error says before the path, or instead of it */
  #find(path: string, where = ' ', withPath = true): StoredFile {
    const name = nameOf(path)
    const found = name === USER_DATA_PATH ? ROOT : this.#all.get(name)
    if (found) return found
    const packed = name.includes('://') ? null : this.readPackage(name)
    if (packed) return { data: packed, createdAt: 0, modifiedAt: 0 }
    throw fault('NO_ENTRY', withPath ? where + path : where)
  }

  /** The path of what the Mini Program may change. @throws Refused `permission denied` */
  #own(path: string, where: string): string {
    const name = nameOf(path)
    if (name === USER_DATA_PATH || name.startsWith(`${USER_DATA_PATH}/`) || this.#all.has(name)) return name
    throw fault('DENIED', where)
  }

  #needParent(name: string, where: string): void {
    const parent = parentOf(name)
    if (parent === USER_DATA_PATH || !name.startsWith(USER_DATA_PATH)) return
    const folder = this.#all.get(parent)
    if (!folder) throw fault('NO_ENTRY', where)
    if (folder.data) throw fault('NOT_DIRECTORY', where)
  }

  #put(name: string, data: Uint8Array | null, before?: StoredFile): void {
    const size = data?.length ?? 0
    const others = [...this.#all.values()].reduce((sum, file) => sum + (file.data?.length ?? 0), 0)
    if (size > FILE_MAX || others - (before?.data?.length ?? 0) + size > ALL_MAX) throw fault('TOO_LARGE')
    const now = this.#now()
    this.#keep(name, { data, createdAt: before?.createdAt ?? now, modifiedAt: now })
  }

  #keep(name: string, file: StoredFile): void {
    this.#all.set(name, file)
    this.#storage.save(name, file)
  }

  #remove(name: string): void {
    this.#all.delete(name)
    this.#storage.save(name, undefined)
  }
}

const ROOT: StoredFile = { data: null, createdAt: 0, modifiedAt: 0 }

/** One spelling of each path: no slash at the end, none twice, `..` taken away. The package's start at its root. */
function nameOf(path: string): string {
  const [, scheme = '', rest = ''] = /^(\w+:\/\/)?(.*)$/s.exec(path) ?? []
  const steps: string[] = []
  for (const step of rest.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return scheme + steps.join('/')
}

function parentOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/'))
}
