/**
 * The one table of settings: name, default, unit and a sentence for each, in English and Chinese. The reader, the
 * `--help` text and docs/settings.md are all made from it.
 */

interface Entry {
  /** Environment variable; for a secret, `<env>_FILE` names a file to read it from. */
  env: string
  /** Command-line flag without `--`. Secrets have none: the process list shows flags to everybody. */
  flag?: string
  type: 'text' | 'secret' | 'path' | 'url' | 'whole' | 'yes_no' | 'list' | 'choice'
  default: string | number | boolean | null
  /** For `whole`: its bounds, both included. */
  min?: number
  max?: number
  unit?: string
  choices?: readonly string[]
  /** What stands for the default where it is null: `made at first start`. */
  otherwise?: { en: string; zh: string }
  en: string
  zh: string
}

function table<const T extends Record<string, Entry>>(rows: T): T {
  return rows
}

export const SETTINGS = table({
  host: {
    env: 'CALLGRANT_HOST',
    flag: 'host',
    type: 'text',
    default: '127.0.0.1',
    en: 'Address to listen on. Loopback unless you say otherwise; `0.0.0.0` for all, behind TLS or a proxy.',
    zh: '监听地址。默认仅本机；`0.0.0.0` 表示所有地址，须配合 TLS 或反向代理。',
  },
  port: {
    env: 'PORT',
    flag: 'port',
    type: 'whole',
    default: 7100,
    min: 0,
    max: 65_535,
    en: 'Port to listen on; 0 takes any that is free.',
    zh: '监听端口；0 表示任取一个空闲端口。',
  },
  dataDir: {
    env: 'CALLGRANT_DATA_DIR',
    flag: 'data-dir',
    type: 'path',
    default: './data',
    en: 'Folder for the embedded store, the keys and the admin token.',
    zh: '存放内置数据库、密钥和管理令牌的目录。',
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    type: 'secret',
    default: null,
    otherwise: { en: '`callgrant.db` in the data folder', zh: '数据目录中的 `callgrant.db`' },
    en: 'Store: `postgres://user:password@host/db`, or `sqlite:/path/file.db`.',
    zh: '数据库：`postgres://user:password@host/db` 或 `sqlite:/path/file.db`。',
  },
  keys: {
    env: 'CALLGRANT_KEYS',
    type: 'secret',
    default: null,
    otherwise: {
      en: 'embedded store: `keys.json` in the data folder, made at first start; PostgreSQL: must be set',
      zh: '内置数据库：首次启动时在数据目录生成 `keys.json`；PostgreSQL：必须设置',
    },
    en: 'Master secrets `k:base64`, comma-separated, where `k` is one letter or digit and base64 is of 32 random bytes. The first signs, all verify.',
    zh: '主密钥 `k:base64`，多个用逗号分隔；`k` 为一位字母或数字，base64 为 32 字节随机数。第一个用于签名，全部用于验证。',
  },
  adminToken: {
    env: 'CALLGRANT_ADMIN_TOKEN',
    type: 'secret',
    default: null,
    otherwise: {
      en: 'embedded store: `admin-token` in the data folder, made at first start; PostgreSQL: operator routes are closed',
      zh: '内置数据库：首次启动时在数据目录生成 `admin-token`；PostgreSQL：运维接口关闭',
    },
    en: 'Bearer token of the operator, who creates apps. At least 32 characters.',
    zh: '运维者（创建应用者）的 Bearer 令牌，至少 32 个字符。',
  },
  dev: {
    env: 'CALLGRANT_DEV',
    flag: 'dev',
    type: 'yes_no',
    default: false,
    en: 'Opens the try page and its door, which hands sessions to anybody. Never on a server that others rely on.',
    zh: '开启试用页面及其接口（任何人都可获得会话）。切勿用于正式服务器。',
  },
  lan: {
    env: 'CALLGRANT_LAN',
    flag: 'lan',
    type: 'yes_no',
    default: false,
    en: 'With `--dev`: listens on all addresses with a self-signed certificate, so that a phone on the same network can try it with its camera.',
    zh: '与 `--dev` 同用：以自签名证书监听所有地址，使同一网络的手机可用摄像头试用。',
  },
  publicUrl: {
    env: 'CALLGRANT_PUBLIC_URL',
    flag: 'public-url',
    type: 'url',
    default: null,
    otherwise: { en: 'the address it listens on', zh: '监听地址' },
    en: 'Where clients reach the server, for example `https://call.example.com`. Printed, and put into /openapi.json.',
    zh: '客户端访问服务器的地址，如 `https://call.example.com`；用于启动提示和 /openapi.json。',
  },
  allowedOrigins: {
    env: 'CALLGRANT_ALLOWED_ORIGINS',
    flag: 'allowed-origins',
    type: 'list',
    default: '',
    otherwise: {
      en: 'none: pages of the same origin only; with `--dev` any',
      zh: '无：仅同源页面；`--dev` 时不限',
    },
    en: 'Origins of pages that may call the API from a browser, comma-separated: `https://app.example.com`.',
    zh: '允许在浏览器中调用接口的页面来源，用逗号分隔：`https://app.example.com`。',
  },
  trustProxy: {
    env: 'CALLGRANT_TRUST_PROXY',
    flag: 'trust-proxy',
    type: 'list',
    default: '',
    otherwise: { en: 'none', zh: '无' },
    en: 'Addresses or subnets of proxies whose `x-forwarded-*` headers are believed, comma-separated: `10.0.0.0/8`.',
    zh: '可信反向代理的地址或网段（采信其 `x-forwarded-*`），用逗号分隔：`10.0.0.0/8`。',
  },
  tlsCert: {
    env: 'CALLGRANT_TLS_CERT',
    flag: 'tls-cert',
    type: 'path',
    default: null,
    otherwise: { en: 'none: plain HTTP', zh: '无：明文 HTTP' },
    en: 'Certificate chain, a PEM file. With `--tls-key`.',
    zh: '证书链（PEM 文件），与 `--tls-key` 同用。',
  },
  tlsKey: {
    env: 'CALLGRANT_TLS_KEY',
    flag: 'tls-key',
    type: 'path',
    default: null,
    otherwise: { en: 'none', zh: '无' },
    en: 'Private key of the certificate, a PEM file.',
    zh: '证书私钥（PEM 文件）。',
  },
  stunUrls: {
    env: 'CALLGRANT_STUN_URLS',
    flag: 'stun-urls',
    type: 'list',
    default: '',
    otherwise: { en: 'none: works on one network, and offline', zh: '无：可在同一网络及离线使用' },
    en: 'STUN servers that clients are told, comma-separated: `stun:stun.example.com:3478`.',
    zh: '告知客户端的 STUN 服务器，用逗号分隔：`stun:stun.example.com:3478`。',
  },
  turnUrls: {
    env: 'CALLGRANT_TURN_URLS',
    flag: 'turn-urls',
    type: 'list',
    default: '',
    otherwise: { en: 'none', zh: '无' },
    en: 'TURN servers that clients are told, comma-separated: `turn:turn.example.com:3478?transport=udp`.',
    zh: '告知客户端的 TURN 服务器，用逗号分隔：`turn:turn.example.com:3478?transport=udp`。',
  },
  turnSecret: {
    env: 'CALLGRANT_TURN_SECRET',
    type: 'secret',
    default: null,
    otherwise: { en: 'none', zh: '无' },
    en: 'The `static-auth-secret` shared with coturn. Clients only get credentials that expire.',
    zh: '与 coturn 共享的 `static-auth-secret`；客户端只得到限时凭证。',
  },
  turnTtlSeconds: {
    env: 'CALLGRANT_TURN_TTL',
    flag: 'turn-ttl',
    type: 'whole',
    default: 86_400,
    min: 60,
    max: 604_800,
    unit: 's',
    en: 'How long a TURN credential is good. Longer than the longest call.',
    zh: 'TURN 凭证的有效期，应长于最长的通话。',
  },
  logLevel: {
    env: 'CALLGRANT_LOG_LEVEL',
    flag: 'log-level',
    type: 'choice',
    choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    default: 'info',
    en: 'Least important lines to log. Logs are JSON lines on standard output, with no secrets in them.',
    zh: '日志级别。日志为标准输出上的 JSON 行，不含机密。',
  },
  rateLimit: {
    env: 'CALLGRANT_RATE_LIMIT',
    flag: 'rate-limit',
    type: 'whole',
    default: 6000,
    min: 0,
    max: 1_000_000,
    unit: 'requests/min',
    en: 'Requests a minute from one address; 0 for no limit. A whole school may share one address.',
    zh: '同一地址每分钟的请求数；0 为不限。一所学校可能共用一个地址。',
  },
  credentialRateLimit: {
    env: 'CALLGRANT_CREDENTIAL_RATE_LIMIT',
    flag: 'credential-rate-limit',
    type: 'whole',
    default: 1200,
    min: 0,
    max: 1_000_000,
    unit: 'requests/min',
    en: 'Sign-ins, registrations and tokens a minute from one address, each kind counted by itself; 0 for no limit.',
    zh: '同一地址每分钟的登录、注册和获取令牌次数，各自计数；0 为不限。',
  },
  wrongCredentialLimit: {
    env: 'CALLGRANT_WRONG_CREDENTIAL_LIMIT',
    flag: 'wrong-credential-limit',
    type: 'whole',
    default: 60,
    min: 0,
    max: 1_000_000,
    unit: 'requests/min',
    en: 'Wrong credentials a minute from one address before they are answered `rate_limited`; 0 for no limit. Right ones always pass.',
    zh: '同一地址每分钟的错误凭证次数，超出即回答 `rate_limited`；0 为不限。正确的凭证不受影响。',
  },
  maxSockets: {
    env: 'CALLGRANT_MAX_SOCKETS',
    flag: 'max-sockets',
    type: 'whole',
    default: 10_000,
    min: 1,
    max: 1_000_000,
    en: 'WebSockets that this process holds at once; more are told to try again.',
    zh: '本进程同时保持的 WebSocket 数；超出者被告知稍后重试。',
  },
  maxSocketsPerAddress: {
    env: 'CALLGRANT_MAX_SOCKETS_PER_ADDRESS',
    flag: 'max-sockets-per-address',
    type: 'whole',
    default: 2000,
    min: 1,
    max: 1_000_000,
    en: 'WebSockets from one address. A whole school may share one address.',
    zh: '同一地址的 WebSocket 数。一所学校可能共用一个地址。',
  },
  metricsToken: {
    env: 'CALLGRANT_METRICS_TOKEN',
    type: 'secret',
    default: null,
    otherwise: { en: 'none: /metrics answers loopback only', zh: '无：/metrics 仅回应本机' },
    en: 'Bearer token that /metrics asks for, from whatever address.',
    zh: '/metrics 要求的 Bearer 令牌，对任何地址生效。',
  },
  pagesDir: {
    env: 'CALLGRANT_PAGES_DIR',
    flag: 'pages-dir',
    type: 'path',
    default: null,
    otherwise: { en: 'the pages that come with the package', zh: '随包附带的页面' },
    en: 'Folder of the built try pages. Used with `--dev` only.',
    zh: '试用页面的构建目录，仅与 `--dev` 同用。',
  },
})
