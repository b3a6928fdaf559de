/** What the back end is told by its environment: `.env` in development, your secrets manager in production. */

export interface Settings {
  /** Where the back end reaches the Callgrant server. */
  server: string
  /** Where browsers and doors reach it. */
  publicServer: string
  appid: string
  /** Opens everything of your app at the Callgrant server: never send it to a page or a device. */
  secret: string
  /** `whsec_…`: with it the server signs the events that it posts here. */
  webhookSecret: string
  /** What a door shows to this back end. Give each door a code of its own once there are many. */
  doorCode: string
  /** Signs the cookie by which people stay signed in. */
  cookieSecret: string
  /** True: anybody may sign in as anybody. For development only. */
  devSignIn: boolean
  /** Folder of the built pages, where this back end serves them too. */
  pages?: string
}

const NEEDED = [
  'CALLGRANT_SERVER',
  'CALLGRANT_APPID',
  'CALLGRANT_SECRET',
  'CALLGRANT_WEBHOOK_SECRET',
  'DOOR_CODE',
  'COOKIE_SECRET',
] as const

/** @throws Error that names every variable that is missing */
export function settingsFrom(env: Record<string, string | undefined>): Settings {
  const missing = NEEDED.filter((name) => !env[name])
  if (missing.length > 0) throw new Error(`Set ${missing.join(', ')}: .env.example says what each is.`)
  const read = (name: (typeof NEEDED)[number]) => env[name] as string
  return {
    server: read('CALLGRANT_SERVER'),
    publicServer: env.CALLGRANT_PUBLIC_SERVER ?? read('CALLGRANT_SERVER'),
    appid: read('CALLGRANT_APPID'),
    secret: read('CALLGRANT_SECRET'),
    webhookSecret: read('CALLGRANT_WEBHOOK_SECRET'),
    doorCode: read('DOOR_CODE'),
    cookieSecret: read('COOKIE_SECRET'),
    devSignIn: env.DEV_SIGN_IN === '1',
  }
}
