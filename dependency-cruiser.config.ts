/**
 * Which part of this repository may import which. Read from the import statements, types included; nothing is run.
 * `npm run check` fails on each import that breaks a rule. docs/how-it-works.md draws the same layers.
 */

import type { ICruiseOptions, IForbiddenRuleType } from 'dependency-cruiser'

const TESTS = String.raw`(\.test\.ts|fixture\.ts|/(test|testing)/.*)$`
const SERVER = '^packages/server/src/'

/**
 * What each part of the server may import of the others, lowest first. A part is a folder or a file in
 * packages/server/src. Node's own modules and packages of the registry are not listed here.
 */
const SERVER_PARTS: Record<string, string[]> = {
  // Of ours, these read nothing but the protocol.
  version: [],
  logger: [],
  config: [],
  // What was agreed, as pure functions: the time and the rows are arguments.
  rules: [],
  credentials: ['rules', 'config'],
  store: ['rules', 'config', 'credentials'],
  bus: ['rules', 'config'],
  // Times and traces of the store and the bus. Off, traces load nothing.
  telemetry: ['version', 'store', 'bus'],
  // Names, as types, what every act is given: store, bus, keys, settings, clock, times.
  context: ['config', 'credentials', 'store', 'bus', 'telemetry'],
  outbound: ['rules', 'config', 'credentials', 'store', 'bus', 'context', 'telemetry'],
  acts: ['rules', 'config', 'credentials', 'store', 'bus', 'context', 'telemetry', 'outbound'],
  // What HTTP and the WebSocket share: addresses, limits of connections, parsing.
  transport: ['rules', 'config'],
  // Routes and the gateway parse, call one act, and answer: the store is behind the acts.
  http: ['rules', 'config', 'version', 'credentials', 'bus', 'context', 'telemetry', 'acts', 'transport'],
  gateway: ['rules', 'config', 'version', 'credentials', 'bus', 'context', 'telemetry', 'acts', 'transport'],
  // Puts the parts together.
  serve: [
    ...['version', 'logger', 'config', 'rules', 'credentials', 'store', 'bus', 'context'],
    ...['telemetry', 'outbound', 'acts', 'transport', 'http', 'gateway'],
  ],
  // The service in memory, with what a test may do to it.
  'memory-service': ['serve', 'config', 'rules', 'credentials', 'store', 'acts'],
  index: ['serve', 'memory-service', 'config', 'version'],
  // `doctor` examines the store, the bus and the keys that the settings name.
  cli: ['index', 'serve', 'config', 'version', 'credentials', 'store', 'bus', 'telemetry'],
}

/** What each package may import of the others, by their public exports. */
const PACKAGES: Record<string, string[]> = {
  'packages/protocol': [],
  'packages/sdk': ['packages/protocol'],
  'packages/ui': ['packages/protocol', 'packages/sdk'],
  'packages/wechat': ['packages/protocol', 'packages/sdk', 'packages/ui'],
  'packages/server': ['packages/protocol', 'packages/sdk'],
  'packages/emulator': ['packages/protocol', 'packages/sdk', 'packages/wechat', 'packages/server'],
  'packages/create-callgrant': [],
  'packages/taro-plugin': ['packages/protocol', 'packages/sdk', 'packages/ui', 'packages/wechat'],
  'apps/try': ['packages/protocol', 'packages/sdk', 'packages/ui', 'packages/wechat', 'packages/server'],
  'apps/mini-program': ['packages/protocol', 'packages/sdk', 'packages/ui', 'packages/wechat'],
  'apps/console': ['packages/protocol', 'packages/sdk', 'packages/ui'],
}

const HOUSE = '^(packages|apps|e2e|bench|scripts)/'
const part = (name: string) => `${SERVER}${name}(/|\\.ts$)`
const either = (patterns: string[]) => `(${patterns.join('|')})`

const serverRules = Object.entries(SERVER_PARTS).map(([name, allowed]) => ({
  name: `server-${name}`,
  comment: `packages/server/src/${name} may import of the server only: ${[name, ...allowed].join(', ')}`,
  from: { path: part(name), pathNot: TESTS },
  to: { path: SERVER, pathNot: either([name, ...allowed].map(part)) },
}))

const packageRules = Object.entries(PACKAGES).map(([folder, allowed]) => ({
  name: `package-${folder.replace('/', '-')}`,
  comment: `${folder} may import of this repository only: ${allowed.join(', ') || 'nothing'}`,
  from: { path: `^${folder}/`, pathNot: TESTS },
  to: { path: HOUSE, pathNot: `^${either([folder, ...allowed])}/` },
}))

const forbidden: IForbiddenRuleType[] = [
  {
    name: 'no-circles',
    comment: 'Files that import each other, types included, cannot be read or moved one at a time',
    from: { pathNot: TESTS },
    to: { circular: true },
  },
  {
    name: 'every-import-resolves',
    comment: 'No such file or export. A package is imported by what its package.json exports',
    from: { path: '\\.ts$', pathNot: TESTS },
    // They stand in the app that is being built.
    to: {
      couldNotResolve: true,
      pathNot: '^(@tarojs/|@react-native-firebase/|react-native(-|$)|taro-plugin-callgrant-origin$)',
    },
  },
  {
    name: 'by-public-exports',
    comment: 'Another package is imported by its name (@callgrant/sdk/person), never by a path into it',
    from: { path: '^((?:packages|apps)/[^/]+)/', pathNot: TESTS },
    to: { path: HOUSE, pathNot: '^$1/', dependencyTypes: ['local'] },
  },
  ...packageRules,
  {
    name: 'server-of-sdk',
    comment: 'Of the SDK, the server uses @callgrant/sdk/backend alone, in its command line',
    from: { path: SERVER, pathNot: TESTS },
    to: { path: '^packages/sdk/', pathNot: '^packages/sdk/src/backend/' },
  },
  {
    name: 'server-of-sdk-in-cli',
    comment: 'Only the command line is a client of the server',
    from: { path: SERVER, pathNot: [TESTS, part('cli')] },
    to: { path: '^packages/sdk/' },
  },
  ...serverRules,
  {
    name: 'server-part-is-listed',
    comment: 'Each folder and file in packages/server/src has its entry in SERVER_PARTS',
    from: { path: SERVER, pathNot: [TESTS, ...Object.keys(SERVER_PARTS).map(part)] },
    to: {},
  },
  {
    name: 'no-queries-outside-the-store',
    comment: 'Acts, routes, the gateway and metrics call functions of the store, and know no table',
    from: {
      path: either(
        ['rules', 'credentials', 'bus', 'outbound', 'acts', 'transport', 'http', 'gateway'].map(part),
      ),
      pathNot: TESTS,
    },
    to: {
      path: [
        '(^|node_modules/)(kysely|pg)(/|$)',
        'node:sqlite',
        `${SERVER}store/(db|schema|fixed-query|[a-z]+-dialect|migrate)\\.ts$`,
        `${SERVER}store/migrations/`,
      ],
    },
  },
  {
    name: 'no-input-or-output',
    comment: 'Pure code: plain data in, plain data out. node:crypto computes and reads nothing',
    from: { path: ['^packages/protocol/src/', part('rules')], pathNot: TESTS },
    to: { dependencyTypes: ['core'], dependencyTypesNot: ['type-only'], pathNot: '^(node:)?crypto$' },
  },
  {
    name: 'runs-in-browsers',
    comment:
      'The SDK and the UI run in browsers: nothing of Node, but for the file that keeps a device’s key',
    from: {
      path: '^packages/(sdk|ui)/src/',
      pathNot: [TESTS, '^packages/sdk/src/device/file-key-store\\.ts$'],
    },
    to: { dependencyTypes: ['core'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-zod-in-browsers',
    comment:
      'Of the protocol, browsers load errors, WeChat’s codes, limits and names; the schemas, with zod, as types only',
    from: {
      path: '^(packages/(sdk|ui|wechat|taro-plugin)|apps/(try|mini-program|console)/src)/',
      pathNot: [TESTS, '^packages/sdk/src/backend/'],
    },
    to: {
      path: '^packages/protocol/src/',
      pathNot: ['/src/(errors|wechat-codes)/', '/src/(limits|names)\\.ts$'],
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'unit-tests-start-nothing',
    comment:
      'A test that needs a server, a browser or media is named x.integration.test.ts or x.browser.test.ts',
    from: {
      path: '\\.test\\.ts$',
      pathNot: [
        '\\.(integration|browser)\\.test\\.ts$',
        '^e2e/',
        '^packages/emulator/',
        `${SERVER}(?!(rules|credentials|config)/)`,
      ],
    },
    to: {
      path: '^(e2e/lib/(testbed|browser|chromium)|packages/server/test/test-server)\\.ts$',
      reachable: true,
    },
  },
]

const options: ICruiseOptions = {
  // TypeScript 7 has no API for tools yet: swc parses instead, and sees `import type` as such.
  parser: 'swc',
  moduleSystems: ['es6', 'cjs'],
  doNotFollow: { path: 'node_modules' },
  exclude: {
    path: '^((packages|apps)/[^/]+/dist|e2e/taro/(overlay|rn)|packages/create-callgrant/templates|packages/[^/]+/[^/]+\\.d\\.ts)',
  },
  enhancedResolveOptions: {
    extensions: ['.ts', '.tsx', '.js', '.json'],
    exportsFields: ['exports'],
    conditionNames: ['callgrant-source', 'node', 'import', 'default'],
  },
}

export default { forbidden, options }
