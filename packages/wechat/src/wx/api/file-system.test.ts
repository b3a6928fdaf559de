/** `wx.getFileSystemManager`, against what WeChat's pages say of each function and of its errors. */

import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { createWx, type WxInstance } from '../create-wx.ts'
import type { FileStorage, StoredFile } from '../files/types.ts'
import type { FileSystemManager } from './file-system.ts'

let instance: WxInstance
let fs: FileSystemManager
let at: (path: string) => string
beforeEach(() => {
  instance = createWx({ server: 'http://127.0.0.1:9', appid: 'wx1', session: 's' })
  fs = instance.wx.getFileSystemManager()
  at = (path) => `${instance.wx.env.USER_DATA_PATH}/${path}`
})

/** What a function answers by callbacks. */
const ask = (name: keyof FileSystemManager, option: object = {}): Promise<Record<string, unknown>> =>
  new Promise((complete) => {
    const call = fs[name] as (option: object) => unknown
    expect(call({ ...option, complete })).toBeUndefined()
  })
/** `errCode` and what follows `name:fail `, the same in both forms. */
async function refusal(name: string, option: object, ...args: unknown[]) {
  const { errMsg, errCode } = (await ask(name as never, option)) as { errMsg: string; errCode: number }
  const sync = (fs as unknown as Record<string, (...args: unknown[]) => unknown>)[`${name}Sync`]
  if (sync) {
    expect(() => sync(...args)).toThrow(errMsg.replace(':', 'Sync:'))
    try {
      sync(...args)
    } catch (error) {
      expect(error).toMatchObject({ errCode, errMsg: errMsg.replace(':', 'Sync:') })
    }
  }
  expect(errMsg.startsWith(`${name}:fail `)).toBe(true)
  return [errCode, errMsg.slice(`${name}:fail `.length)]
}

test('is one object, in the user’s own folder', () => {
  expect(instance.wx.getFileSystemManager()).toBe(fs)
  expect(at('a')).toBe('wxfile://usr/a')
  expect(instance.wx.canIUse('getFileSystemManager')).toBe(true)
})

test('writes, appends, cuts and reads text and bytes, in both forms', async () => {
  expect(await ask('writeFile', { filePath: at('a.txt'), data: 'héllo', encoding: 'utf8' })).toEqual({
    errMsg: 'writeFile:ok',
  })
  fs.appendFileSync(at('a.txt'), ' there')
  expect(fs.readFileSync(at('a.txt'), 'utf-8')).toBe('héllo there')
  expect(await ask('readFile', { filePath: at('a.txt'), encoding: 'utf8', position: 0, length: 1 })).toEqual({
    data: 'h',
    errMsg: 'readFile:ok',
  })
  expect(fs.readFileSync(at('a.txt'), 'utf8', 7)).toBe('there')
  fs.truncateSync({ filePath: at('a.txt'), length: 1 })
  const bytes = fs.readFileSync(at('a.txt')) as ArrayBuffer
  expect(bytes).toBeInstanceOf(ArrayBuffer)
  expect([...new Uint8Array(bytes)]).toEqual([104])
  fs.writeFileSync(at('b'), new Uint8Array([0, 255]).buffer)
  expect([fs.readFileSync(at('b'), 'base64'), fs.readFileSync(at('b'), 'hex')]).toEqual(['AP8=', '00ff'])
  fs.writeFileSync(at('b'), 'AP8=', 'base64')
  expect(fs.readFileSync(at('b'), 'hex')).toBe('00ff')
  fs.writeFileSync(at('b'), '语', 'ucs2')
  expect([fs.readFileSync(at('b'), 'utf16le'), fs.readFileSync(at('b'), 'hex')]).toEqual(['语', 'ed8b'])
})

test('what is read and written are copies', () => {
  const bytes = new Uint8Array([1, 2])
  fs.writeFileSync(at('a'), bytes.buffer)
  bytes[0] = 9
  new Uint8Array(fs.readFileSync(at('a')) as ArrayBuffer)[1] = 9
  expect(fs.readFileSync(at('a'), 'hex')).toBe('0102')
})

test('makes, lists, renames, copies and removes folders and files', async () => {
  fs.mkdirSync(at('a/b'), true)
  fs.mkdirSync(at('a/b'), true)
  fs.writeFileSync(at('a/b/c.txt'), 'c')
  await ask('copyFile', { srcPath: at('a/b/c.txt'), destPath: at('a/d.txt') })
  expect(await ask('readdir', { dirPath: at('a') })).toEqual({ files: ['b', 'd.txt'], errMsg: 'readdir:ok' })
  fs.renameSync(at('a'), at('z'))
  expect(fs.readFileSync(at('z/b/c.txt'), 'utf8')).toBe('c')
  expect(fs.readdirSync(instance.wx.env.USER_DATA_PATH)).toEqual(['z'])
  await ask('unlink', { filePath: at('z/d.txt') })
  fs.rmdirSync(at('z'), true)
  expect(fs.readdirSync(at(''))).toEqual([])
})

test('tells of files and folders: stat, also of all in a folder; size and digest', async () => {
  const before = Math.floor(Date.now() / 1000)
  fs.mkdirSync(at('a'))
  fs.writeFileSync(at('a/b.txt'), 'text')
  const { stats } = (await ask('stat', { path: at('a/b.txt') })) as {
    stats: ReturnType<FileSystemManager['statSync']>
  }
  expect(stats).toMatchObject({ size: 4, mode: 0o100644 })
  const file = stats as Exclude<typeof stats, unknown[]>
  expect([file.isFile(), file.isDirectory()]).toEqual([true, false])
  expect(file.lastModifiedTime).toBeGreaterThanOrEqual(before)
  const all = fs.statSync(at('a'), true) as { path: string; stats: typeof file }[]
  expect(all.map(({ path, stats }) => [path, stats.isDirectory()])).toEqual([
    ['/', true],
    ['/b.txt', false],
  ])
  for (const digestAlgorithm of ['md5', 'sha1', 'sha256'] as const) {
    const digest = createHash(digestAlgorithm).update('text').digest('hex')
    expect(await ask('getFileInfo', { filePath: at('a/b.txt'), digestAlgorithm })).toEqual({
      size: 4,
      digest,
      errMsg: 'getFileInfo:ok',
    })
  }
})

test('md5 is right around the length of a block', async () => {
  for (const length of [0, 55, 56, 63, 64, 65, 1000]) {
    const data = 'x'.repeat(length)
    fs.writeFileSync(at('m'), data)
    const { digest } = await ask('getFileInfo', { filePath: at('m') })
    expect(digest, String(length)).toBe(createHash('md5').update(data).digest('hex'))
  }
})

test('saveFile moves a file aside, or to a path; the list has what is aside', async () => {
  fs.writeFileSync(at('a.png'), 'one')
  const { savedFilePath } = (await ask('saveFile', { tempFilePath: at('a.png') })) as {
    savedFilePath: string
  }
  expect(savedFilePath).toMatch(/^wxfile:\/\/store_\w+\.png$/)
  expect(() => fs.accessSync(at('a.png'))).toThrow('no such file')
  expect(await ask('getSavedFileList')).toEqual({
    errMsg: 'getSavedFileList:ok',
    fileList: [{ filePath: savedFilePath, size: 3, createTime: expect.any(Number) }],
  })
  expect(fs.readFileSync(savedFilePath, 'utf8')).toBe('one')
  expect(await ask('removeSavedFile', { filePath: savedFilePath })).toEqual({ errMsg: 'removeSavedFile:ok' })
  expect(await ask('removeSavedFile', { filePath: savedFilePath })).toEqual({
    errMsg: 'removeSavedFile:fail file not exist',
    errCode: 1300002,
  })
  fs.writeFileSync(at('b'), 'two')
  expect(fs.saveFileSync(at('b'), at('c'))).toBe(at('c'))
  expect(fs.readFileSync(at('c'), 'utf8')).toBe('two')
  expect(await ask('getFileInfo', { filePath: at('none') })).toEqual({
    errMsg: 'getFileInfo:fail file not exist',
    errCode: 1300002,
  })
})

describe('refuses with WeChat’s words and number', () => {
  beforeEach(() => {
    fs.mkdirSync(at('dir'))
    fs.writeFileSync(at('dir/file'), 'x')
    fs.writeFileSync(at('file'), 'text')
  })
  const u = 'wxfile://usr'
  test.each<[string, object, unknown[], number, string]>([
    ['access', { path: `${u}/no` }, [`${u}/no`], 1300002, `no such file or directory ${u}/no`],
    ['readFile', { filePath: `${u}/no` }, [`${u}/no`], 1300002, `no such file or directory, open ${u}/no`],
    [
      'readFile',
      { filePath: `${u}/dir` },
      [`${u}/dir`],
      1301003,
      `illegal operation on a directory, open "${u}/dir"`,
    ],
    [
      'readFile',
      { filePath: `${u}/file`, position: 4 },
      [`${u}/file`, 'utf8', 4],
      1301009,
      'value of position is out of range',
    ],
    [
      'readFile',
      { filePath: `${u}/file`, length: 5 },
      [`${u}/file`, 'utf8', 0, 5],
      1301006,
      'value of length is out of range',
    ],
    [
      'writeFile',
      { filePath: `${u}/no/a`, data: '' },
      [`${u}/no/a`, ''],
      1300002,
      `no such file or directory, open ${u}/no/a`,
    ],
    [
      'writeFile',
      { filePath: `${u}/dir`, data: '' },
      [`${u}/dir`, ''],
      1301003,
      `illegal operation on a directory, open "${u}/dir"`,
    ],
    [
      'writeFile',
      { filePath: 'app.json', data: '' },
      ['app.json', ''],
      1300013,
      'permission denied, open app.json',
    ],
    [
      'writeFile',
      { filePath: `${u}/a`, data: '%', encoding: 'base64' },
      [`${u}/a`, '%', 'base64'],
      1300203,
      'base64 encode error',
    ],
    [
      'appendFile',
      { filePath: `${u}/no`, data: '' },
      [`${u}/no`, ''],
      1300002,
      `no such file or directory, open ${u}/no`,
    ],
    ['stat', { path: `${u}/no` }, [`${u}/no`], 1300002, `no such file or directory ${u}/no`],
    ['mkdir', { dirPath: `${u}/dir` }, [`${u}/dir`], 1301005, `file already exists ${u}/dir`],
    ['mkdir', { dirPath: `${u}/no/a` }, [`${u}/no/a`], 1300002, `no such file or directory ${u}/no/a`],
    ['readdir', { dirPath: `${u}/no` }, [`${u}/no`], 1300002, `no such file or directory ${u}/no`],
    ['readdir', { dirPath: `${u}/file` }, [`${u}/file`], 1300020, `not a directory ${u}/file`],
    ['rmdir', { dirPath: `${u}/dir` }, [`${u}/dir`], 1300066, 'directory not empty'],
    ['rmdir', { dirPath: `${u}/no` }, [`${u}/no`], 1300002, `no such file or directory ${u}/no`],
    ['unlink', { filePath: `${u}/no` }, [`${u}/no`], 1300002, `no such file or directory ${u}/no`],
    ['unlink', { filePath: `${u}/dir` }, [`${u}/dir`], 1300001, `operation not permitted, unlink ${u}/dir`],
    [
      'rename',
      { oldPath: `${u}/no`, newPath: `${u}/a` },
      [`${u}/no`, `${u}/a`],
      1300002,
      `no such file or directory, rename ${u}/no -> ${u}/a`,
    ],
    [
      'copyFile',
      { srcPath: `${u}/no`, destPath: `${u}/a` },
      [`${u}/no`, `${u}/a`],
      1300002,
      `no such file or directory, copyFile ${u}/no -> ${u}/a`,
    ],
    [
      'copyFile',
      { srcPath: `${u}/file`, destPath: '/a' },
      [`${u}/file`, '/a'],
      1300013,
      `permission denied, copyFile ${u}/file -> /a`,
    ],
    ['saveFile', { tempFilePath: `${u}/no` }, [`${u}/no`], 1301112, 'tempFilePath file not exist'],
  ])('%s %o', async (name, option, args, errCode, words) => {
    expect(await refusal(name, option, ...args)).toEqual([errCode, words])
  })

  test('a file over 100 MB, and over 200 MB in all', async () => {
    const half = new ArrayBuffer(99 * 1024 * 1024)
    const tooLarge = 'writeFileSync:fail the maximum size of the file storage limit is exceeded'
    expect(() => fs.writeFileSync(at('a'), new ArrayBuffer(100 * 1024 * 1024 + 1))).toThrow(tooLarge)
    fs.writeFileSync(at('a'), half)
    fs.writeFileSync(at('b'), half)
    expect(() => fs.writeFileSync(at('c'), half)).toThrow(tooLarge)
    fs.writeFileSync(at('b'), half)
  })

  test('parameters that are missing, and data of another type', async () => {
    expect((await ask('readFile')).errMsg).toBe(
      'readFile:fail parameter error: parameter.filePath should be String instead of Undefined;',
    )
    expect(await ask('writeFile', { filePath: at('a'), data: { a: 1 } })).toMatchObject({ errCode: 1300022 })
    expect(() => fs.accessSync(undefined as never)).toThrow('accessSync:fail parameter error')
  })
})

test('reads the package’s own files, and changes none', () => {
  instance.host.files.readPackage = (path) => (path === 'data/a.json' ? new TextEncoder().encode('{}') : null)
  expect([fs.readFileSync('/data/a.json', 'utf8'), fs.readFileSync('data/a.json', 'utf8')]).toEqual([
    '{}',
    '{}',
  ])
  expect(() => fs.unlinkSync('data/a.json')).toThrow('permission denied')
  expect(() => fs.readFileSync('data/b.json')).toThrow('no such file or directory, open data/b.json')
  fs.copyFileSync('data/a.json', at('a.json'))
  expect(fs.readFileSync(at('a.json'), 'utf8')).toBe('{}')
})

test('where files are read later, Sync says so and the others wait', async () => {
  let loaded = (_: Map<string, StoredFile>) => {}
  const files: FileStorage = { load: () => new Promise((resolve) => (loaded = resolve)), save() {} }
  const { wx, ready } = createWx({
    server: 'http://127.0.0.1:9',
    appid: 'wx1',
    session: 's',
    platform: { files },
  })
  fs = wx.getFileSystemManager()
  expect(() => fs.readFileSync(at('a'))).toThrow('await ready() of createWx first')
  const read = ask('readFile', { filePath: at('a'), encoding: 'utf8' })
  loaded(new Map([[at('a'), { data: new TextEncoder().encode('kept'), createdAt: 0, modifiedAt: 0 }]]))
  expect((await read).data).toBe('kept')
  await ready()
  expect(fs.readFileSync(at('a'), 'utf8')).toBe('kept')
})
