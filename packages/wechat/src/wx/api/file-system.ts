/** `wx.getFileSystemManager()`: a Mini Program's own files. Its functions answer by callbacks alone, as WeChat's do. */

import { Check } from '@callgrant/sdk/platform'
import { decodeText, encodeText } from '../files/encodings.ts'
import { fault } from '../files/faults.ts'
import type { FileTree } from '../files/file-tree.ts'
import type { StoredFile } from '../files/types.ts'
import { Refused, settle, syncFunction, type WxCallbacks } from './async-api.ts'

type Data = string | ArrayBuffer
type Call<O, S> = (option: O & WxCallbacks<S>) => void
interface PathOption {
  filePath: string
}

export interface FileStats {
  /** As POSIX's `st_mode`. */
  mode: number
  /** Bytes. */
  size: number
  /** Seconds since 1970. */
  lastAccessedTime: number
  lastModifiedTime: number
  isFile(): boolean
  isDirectory(): boolean
}
export type StatsAnswer = FileStats | { path: string; stats: FileStats }[]
export interface SavedFile {
  filePath: string
  size: number
  /** Seconds since 1970. */
  createTime: number
}

/**
 * WeChat's file functions, without those of open files (`open`, `read`, `write`, `close`) and of archives. `fail` gets
 * WeChat's `errMsg` and `errCode`; those with `Sync` throw an Error that has both.
 */
export interface FileSystemManager {
  access: Call<{ path: string }, object>
  accessSync(path: string): void
  readFile: Call<PathOption & { encoding?: string; position?: number; length?: number }, { data: Data }>
  /** Without an encoding, an ArrayBuffer. */
  readFileSync(filePath: string, encoding?: string, position?: number, length?: number): Data
  writeFile: Call<PathOption & { data: Data; encoding?: string }, object>
  writeFileSync(filePath: string, data: Data, encoding?: string): void
  appendFile: Call<PathOption & { data: Data; encoding?: string }, object>
  appendFileSync(filePath: string, data: Data, encoding?: string): void
  truncate: Call<PathOption & { length?: number }, object>
  truncateSync(option: PathOption & { length?: number }): undefined
  stat: Call<{ path: string; recursive?: boolean }, { stats: StatsAnswer }>
  statSync(path: string, recursive?: boolean): StatsAnswer
  mkdir: Call<{ dirPath: string; recursive?: boolean }, object>
  mkdirSync(dirPath: string, recursive?: boolean): void
  readdir: Call<{ dirPath: string }, { files: string[] }>
  readdirSync(dirPath: string): string[]
  rmdir: Call<{ dirPath: string; recursive?: boolean }, object>
  rmdirSync(dirPath: string, recursive?: boolean): void
  unlink: Call<PathOption, object>
  unlinkSync(filePath: string): void
  rename: Call<{ oldPath: string; newPath: string }, object>
  renameSync(oldPath: string, newPath: string): void
  copyFile: Call<{ srcPath: string; destPath: string }, object>
  copyFileSync(srcPath: string, destPath: string): void
  /** Moves a file to `filePath`, or aside; `getSavedFileList` has those. */
  saveFile: Call<{ tempFilePath: string; filePath?: string }, { savedFilePath: string }>
  saveFileSync(tempFilePath: string, filePath?: string): string
  getSavedFileList(option?: WxCallbacks<{ fileList: SavedFile[] }>): void
  removeSavedFile: Call<PathOption, object>
  getFileInfo: Call<
    PathOption & { digestAlgorithm?: 'md5' | 'sha1' | 'sha256' },
    { size: number; digest: string }
  >
}

export interface FileApi {
  getFileSystemManager(): FileSystemManager
}

export function fileApi({ files }: { files: FileTree }): FileApi {
  const manager = createManager(files)
  return { getFileSystemManager: () => manager }
}

function createManager(files: FileTree): FileSystemManager {
  /** One function in both forms. @param needs its parameters that are Strings, in the order of the form with `Sync` */
  const both = <O, R>(
    name: string,
    needs: string[],
    work: (option: O) => R,
    told: (result: R) => object,
  ) => ({
    later: (option?: O & WxCallbacks<object>) => {
      // Without callbacks nobody is told.
      const callbacks = { complete() {}, ...option }
      settle(name, callbacks, async () => {
        const given = checked<O>(option, needs)
        await files.ready
        return { ...told(work(given)), errMsg: `${name}:ok` }
      })
    },
    now: (option: O) => syncFunction(`${name}Sync`, () => work(checked<O>(option, needs))),
  })
  const none = () => ({})
  const read = ({ filePath, encoding, position, length }: Parameters<FileSystemManager['readFile']>[0]) => {
    const bytes = files.read(filePath, position, length)
    return encoding ? decodeText(bytes, encoding) : (bytes.buffer as ArrayBuffer)
  }
  const stats = (path: string, recursive = false): StatsAnswer => {
    const file = files.stat(path)
    if (!recursive || file.data) return statsOf(file)
    return files.tree(path).map(({ path, file }) => ({ path, stats: statsOf(file) }))
  }
  type Write = PathOption & { data: Data; encoding?: string }

  const access = both('access', ['path'], (o: { path: string }) => files.access(o.path), none)
  const readFile = both('readFile', ['filePath'], read, (data) => ({ data }))
  const writeFile = both('writeFile', ['filePath'], (o: Write) => files.write(o.filePath, bytesOf(o)), none)
  const append = both('appendFile', ['filePath'], (o: Write) => files.append(o.filePath, bytesOf(o)), none)
  const truncate = both(
    'truncate',
    ['filePath'],
    (o: PathOption & { length?: number }) => files.truncate(o.filePath, o.length ?? 0),
    none,
  )
  type Stat = { path: string; recursive?: boolean }
  const stat = both(
    'stat',
    ['path'],
    (o: Stat) => stats(o.path, o.recursive),
    (stats) => ({ stats }),
  )
  type Dir = { dirPath: string; recursive?: boolean }
  const mkdir = both('mkdir', ['dirPath'], (o: Dir) => files.mkdir(o.dirPath, o.recursive ?? false), none)
  const readdir = both(
    'readdir',
    ['dirPath'],
    (o: Dir) => files.readdir(o.dirPath),
    (files) => ({ files }),
  )
  const rmdir = both('rmdir', ['dirPath'], (o: Dir) => files.rmdir(o.dirPath, o.recursive ?? false), none)
  const unlink = both('unlink', ['filePath'], (o: PathOption) => files.unlink(o.filePath), none)
  type Move = { oldPath: string; newPath: string }
  const rename = both('rename', ['oldPath', 'newPath'], (o: Move) => files.rename(o.oldPath, o.newPath), none)
  type Copy = { srcPath: string; destPath: string }
  const copy = both('copyFile', ['srcPath', 'destPath'], (o: Copy) => files.copy(o.srcPath, o.destPath), none)
  type Save = { tempFilePath: string; filePath?: string }
  const save = both(
    'saveFile',
    ['tempFilePath'],
    (o: Save) => files.saveFile(o.tempFilePath, o.filePath),
    (savedFilePath) => ({ savedFilePath }),
  )
  const saved = both(
    'getSavedFileList',
    [],
    () => files.saved(),
    (fileList) => ({ fileList }),
  )
  const removeSaved = both(
    'removeSavedFile',
    ['filePath'],
    (o: PathOption) => {
      if (!files.removeSaved(o.filePath)) throw new Refused('file not exist', { errCode: 1300002 })
    },
    none,
  )

  return {
    access: access.later,
    accessSync: (path) => access.now({ path }),
    readFile: readFile.later as FileSystemManager['readFile'],
    readFileSync: (filePath, encoding, position, length) =>
      readFile.now({
        filePath,
        ...(encoding !== undefined && { encoding }),
        ...(position !== undefined && { position }),
        ...(length !== undefined && { length }),
      }),
    writeFile: writeFile.later,
    writeFileSync: (filePath, data, encoding = 'utf8') => writeFile.now({ filePath, data, encoding }),
    appendFile: append.later,
    appendFileSync: (filePath, data, encoding = 'utf8') => append.now({ filePath, data, encoding }),
    truncate: truncate.later,
    truncateSync: (option) => void truncate.now(option) as undefined,
    stat: stat.later as FileSystemManager['stat'],
    statSync: (path, recursive = false) => stat.now({ path, recursive }),
    mkdir: mkdir.later,
    mkdirSync: (dirPath, recursive = false) => mkdir.now({ dirPath, recursive }),
    readdir: readdir.later as FileSystemManager['readdir'],
    readdirSync: (dirPath) => readdir.now({ dirPath }),
    rmdir: rmdir.later,
    rmdirSync: (dirPath, recursive = false) => rmdir.now({ dirPath, recursive }),
    unlink: unlink.later,
    unlinkSync: (filePath) => unlink.now({ filePath }),
    rename: rename.later,
    renameSync: (oldPath, newPath) => rename.now({ oldPath, newPath }),
    copyFile: copy.later,
    copyFileSync: (srcPath, destPath) => copy.now({ srcPath, destPath }),
    saveFile: save.later as FileSystemManager['saveFile'],
    saveFileSync: (tempFilePath, filePath) =>
      save.now({ tempFilePath, ...(filePath !== undefined && { filePath }) }),
    getSavedFileList: saved.later as FileSystemManager['getSavedFileList'],
    removeSavedFile: removeSaved.later,
    getFileInfo: (option) => {
      settle('getFileInfo', { complete() {}, ...option }, async () => {
        const { filePath, digestAlgorithm = 'md5' } = checked<typeof option>(option, ['filePath'])
        await files.ready
        const data = fileOf(files, filePath)
        const digest = await digestOf(data, digestAlgorithm)
        return { size: data.length, digest: decodeText(digest, 'hex'), errMsg: 'getFileInfo:ok' }
      })
    },
  }
}

/** @throws Refused with the words that `getFileInfo` has for it */
function fileOf(files: FileTree, path: string): Uint8Array {
  try {
    return files.read(path)
  } catch {
    throw new Refused('file not exist', { errCode: 1300002 })
  }
}

/** @throws CallgrantError `bad_request` with every parameter that is missing */
function checked<O>(option: unknown, needs: string[]): O {
  const check = new Check(option ?? {})
  for (const name of needs) check.needs(name, 'String')
  check.done()
  return (option ?? {}) as O
}

/** @throws Refused when it is neither text nor bytes */
function bytesOf({ data, encoding }: { data: unknown; encoding?: string }): Uint8Array {
  if (typeof data === 'string') return encodeText(data, encoding)
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
  // By its tag: an ArrayBuffer of a Mini Program's own realm is no instance of this one's class.
  if (Object.prototype.toString.call(data) === '[object ArrayBuffer]') {
    return new Uint8Array(data as ArrayBuffer).slice()
  }
  throw fault('INVALID', ': data must be a string or an ArrayBuffer')
}

function statsOf({ data, modifiedAt }: StoredFile): FileStats {
  const seconds = Math.floor(modifiedAt / 1000)
  return {
    mode: data ? 0o100644 : 0o40755,
    size: data?.length ?? 0,
    lastAccessedTime: seconds,
    lastModifiedTime: seconds,
    isFile: () => data !== null,
    isDirectory: () => data === null,
  }
}

async function digestOf(data: Uint8Array, algorithm: string): Promise<Uint8Array> {
  if (algorithm === 'md5') return (await import('../files/md5.ts')).md5(data)
  const name = { sha1: 'SHA-1', sha256: 'SHA-256' }[algorithm]
  if (!name) throw fault('INVALID', `: digestAlgorithm "${algorithm}"`)
  return new Uint8Array(await crypto.subtle.digest(name, new Uint8Array(data)))
}
