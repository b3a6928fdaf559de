import { describe, expect, it } from 'vitest'
import { VERSION } from '../version.ts'
import type { Program } from './command.ts'
import { commandLine } from './command-line.ts'
import { COMMANDS } from './commands/index.ts'
import { callgrant as program } from './program.ts'
import { BIN, callgrant } from './test/callgrant.ts'
import { say } from './text.ts'

/** The same as the program, without a process: for what needs no server. */
async function typed(line: string, env: Record<string, string> = {}, of: Program = program) {
  let out = ''
  let err = ''
  const streams = { out: (text: string) => (out += text), err: (text: string) => (err += text) }
  const code = await commandLine(of, line === '' ? [] : line.split(' '), env, streams)
  return { code, out, err }
}

describe('a command that is written wrongly ends with 2 and names the fix', () => {
  it.each([
    ['serv', 'callgrant serve'],
    ['app crate', 'callgrant app create'],
    ['ap create', 'callgrant app create'],
    ['authorization chek', 'callgrant authorization check'],
    ['tciket create', 'callgrant ticket create'],
  ])('%s: did you mean %s', async (line, suggestion) => {
    const { code, err, out } = await typed(line)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(`Did you mean: ${suggestion}?`)
  })

  it.each([
    ['frobnicate', 'callgrant --help'],
    ['app create --nam Doors', 'Did you mean --name?'],
    ['app create', '--name is missing'],
    ['app create --name', '--name'],
    ['ticket create', 'MODEL_ID/SN is missing'],
    ['ticket create m_door --appid a --secret s', 'Write MODEL_ID/SN'],
    ['ticket create a/b/c --appid a --secret s', 'Write MODEL_ID/SN'],
    ['model list extra', 'one argument too many'],
    ['model list', 'CALLGRANT_APPID'],
    ['model list --appid a', 'secret is missing'],
    ['app list --data-dir /nowhere', 'CALLGRANT_ADMIN_TOKEN'],
    ['app list --server ftp://example.com', 'is no address of a server'],
    ['app update --appid a --secret s', 'nothing to change'],
    ['app update --calling on --appid a --secret s', 'name the app'],
    ['app update x --calling maybe', 'on or off'],
    ['app update --preview perhaps --appid a --secret s', '--preview should be on or off'],
    ['app update --oidc issuer --appid a --secret s', 'ISSUER,AUDIENCE'],
    ['app update --push-url https://a.example --appid a --secret s', '--push-key go together'],
    ['app update --push-calls all --appid a --secret s', '--push-key go together'],
    ['webhook replay wh_1 --appid a --secret s', 'one of --delivery, --failed and --since'],
    ['webhook replay wh_1 --failed --since 2026 --appid a --secret s', 'one of --delivery'],
    ['webhook replay wh_1 --since soon --appid a --secret s', '--since should be a time'],
    ['webhook update wh_1 --enabled maybe --appid a --secret s', '--enabled should be on or off'],
    ['events --count 0 --appid a --secret s', '--count should be 1 or more'],
    ['serve --prot 7100', 'Did you mean --port?'],
    ['serve --port many', '--port should be a whole number'],
    ['serve --lan', 'Add --dev'],
  ])('%s: %s', async (line, words) => {
    const { code, err, out } = await typed(line)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(words)
  })

  it('says it as one JSON document with --json, and nothing else', async () => {
    const { code, out, err } = await typed('app create --json')
    expect({ code, err }).toEqual({ code: 2, err: '' })
    expect(JSON.parse(out)).toEqual({
      error: { code: 'usage', message: expect.stringContaining('--name is missing') },
    })
  })

  it('speaks the language of LANG, unless --lang says another', async () => {
    expect((await typed('serv', { LANG: 'zh_CN.UTF-8' })).err).toContain('没有命令')
    expect((await typed('model list --lang zh')).err).toContain('缺少')
    expect((await typed('model list --lang en', { LANG: 'zh_CN.UTF-8' })).err).toContain('missing')
  })

  it.each(['--lang zh model list', 'model --lang zh list', '--lang=zh model list', 'model list --lang=zh'])(
    'takes --lang anywhere on the line: %s',
    async (line) => {
      expect(await typed(line)).toMatchObject({ code: 2, err: expect.stringContaining('缺少应用的 appid') })
    },
  )

  it.each(['--lang fr model list', 'model list --lang', '--lang'])(
    'refuses a language that it does not speak: %s',
    async (line) => {
      expect(await typed(line)).toMatchObject({
        code: 2,
        err: expect.stringContaining('--lang should be en or zh'),
      })
    },
  )

  it('takes --json before the command too, and leaves alone what follows --', async () => {
    expect(JSON.parse((await typed('--json app create')).out)).toMatchObject({ error: { code: 'usage' } })
    const after = await typed('app show -- --json --lang zh')
    expect(after).toMatchObject({ code: 2, out: '', err: expect.stringContaining('one argument too many') })
  })
})

describe('help', () => {
  it.each(COMMANDS.map(({ name }) => name))(
    '%s --help shows its use and examples in both languages',
    async (name) => {
      const english = await typed(`${name} --help`)
      expect(english.code).toBe(0)
      expect(english.out).toContain(`Usage: callgrant ${name}`)
      expect(english.out).toMatch(new RegExp(`Examples:\n(.|\n)*callgrant ${name}`))
      const chinese = await typed(`${name} --help --lang zh`)
      expect(chinese.out).toMatch(/\p{Script=Han}/u)
    },
  )

  it('shows all commands when none is named, and those of one kind', async () => {
    expect(await typed('')).toMatchObject({ code: 2, out: expect.stringContaining('authorization check') })
    expect(await typed('--help')).toMatchObject({ code: 0 })
    const group = await typed('group --help')
    expect(group.code).toBe(0)
    expect(group.out).toContain('group add')
    expect(group.out).not.toContain('app create')
  })

  it.each(COMMANDS.flatMap(({ examples }) => examples))(
    'this example is read without a fault: %s',
    async (line) => {
      const words = (line.replace(/^(\S+=\S+ )*callgrant /, '').match(/"[^"]*"|\S+/g) ?? []).map((word) =>
        word.replaceAll('"', ''),
      )
      let err = ''
      const code = await commandLine(
        program,
        [...words, '--help'],
        {},
        { out: () => {}, err: (text) => (err += text) },
      )
      expect({ code, err }).toEqual({ code: 0, err: '' })
    },
  )
})

describe('with --json', () => {
  const lines = COMMANDS.filter(({ jsonLines }) => jsonLines).map(({ name }) => name)

  it.each(COMMANDS.map(({ name }) => name))('%s says in --help what it prints', async (name) => {
    const { out } = await typed(`${name} --help`)
    expect(out).toContain(
      lines.includes(name) ? 'one line of JSON for each result (NDJSON)' : 'one JSON document',
    )
    // What prints its results one by one says so.
    expect(lines.includes(name)).toBe(/^(serve|events|people export|records export)$/.test(name))
  })

  it('a command that prints lines says what is wrong in one line too', async () => {
    const { out } = await typed('events --json')
    expect(out.trimEnd().split('\n')).toHaveLength(1)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'usage' } })
  })
})

describe('a command of another program', () => {
  it.each([
    ['mini-program', 'npx @callgrant/emulator mini-program'],
    ['mini-program ./my-app --port 7200', 'npx @callgrant/emulator mini-program'],
    ['demo', 'npm run demo'],
  ])('%s: %s', async (line, words) => {
    const english = await typed(line)
    expect(english).toMatchObject({ code: 2, out: '' })
    expect(english.err).toContain(words)
    const chinese = await typed(`${line} --lang zh`)
    expect(chinese.err).toContain(words)
    expect(chinese.err).toMatch(/\p{Script=Han}/u)
  })

  it('is said by --help too, and its name is known to whoever mistypes it', async () => {
    expect(await typed('demo --help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('npm run demo'),
    })
    const { out } = await typed('--help')
    expect(out).toMatch(/^Commands of other programs:\n {2}mini-program .*@callgrant\/emulator/m)
    expect((await typed('mini-progam')).err).toContain('Did you mean: callgrant mini-program?')
    expect((await typed('group --help')).out).not.toContain('other programs')
  })
})

describe('another program of the same form', () => {
  const doorbell: Program = {
    name: 'doorbell',
    version: '1.0.0',
    about: say('doorbell: rings the door.', 'doorbell：按门铃。'),
    commands: [
      {
        name: 'ring',
        about: say('Ring a door.', '按门铃。'),
        arguments: [{ name: 'SN', required: true, about: say('The door.', '门铃。') }],
        options: { 名字: { value: 'NAME', about: say('Who rings.', '来访者。') } },
        examples: [],
        async run({ values, output }) {
          output.item({ sn: values.need('SN'), 来访者: values.get('名字') })
          return undefined
        },
      },
    ],
  }

  it.each(['', '--help', 'ring --help', 'rin', 'ring', 'ring a b', 'ring a --loud', 'mini-program'])(
    'names itself in its words: %s',
    async (line) => {
      const { out, err } = await typed(line, {}, doorbell)
      expect(out + err).toContain('doorbell')
      expect(out + err).not.toContain('callgrant')
    },
  )

  it('lines up what is as wide as two letters', async () => {
    const { out } = await typed('ring a --名字 奶奶', {}, doorbell)
    expect(out).toBe('sn      a\n来访者  奶奶\n')
    expect((await typed('ring --help', {}, doorbell)).out).toContain(
      '  --名字 NAME   Who rings.\n  --json        ',
    )
  })
})

describe('the program', () => {
  it('says in one sentence what to do on a Node before 24', async () => {
    const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })`
    const program = ['--import', `data:text/javascript,${encodeURIComponent(older)}`, ...BIN]
    const { code, out, err } = await callgrant(['--version'], { program })
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^callgrant needs Node 24 or newer, .*\n$/)
  })

  it('tells its version, and takes an exit code and streams to the process', async () => {
    expect(await callgrant(['--version'], { program: BIN })).toMatchObject({
      code: 0,
      out: `${VERSION}\n`,
      err: '',
    })
    const wrong = await callgrant(['serv'], { program: BIN })
    expect(wrong).toMatchObject({ code: 2, out: '' })
    expect(wrong.err).toContain('callgrant serve')
  })
})
