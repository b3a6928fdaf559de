/** Push to apps by Apple's and Google's services: the credentials that the settings name, and the libraries that they need. */

import { createPrivateKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'

/** Those of the settings that are about it. */
interface NativePushSettings {
  apnsKey: string | null
  apnsKeyId: string
  apnsTeamId: string
  apnsBundles: readonly string[]
  fcmAccount: string | null
}

export interface ApnsCredentials {
  /** Of a `.p8` file: PEM. */
  key: string
  keyId: string
  teamId: string
  /** The apps that are pushed to. */
  bundles: [string, ...string[]]
}

export type FcmAccount = z.infer<typeof ServiceAccount>

/** A service account's key file, as far as this looks. */
const ServiceAccount = z.object({
  project_id: z.string().regex(/^[a-z0-9.:-]+$/, 'should be the id of a Firebase project'),
  client_email: z.string().min(1),
  private_key: z
    .string()
    .refine((pem) => keyOf(pem)?.asymmetricKeyType === 'rsa', 'should be an RSA key in PEM'),
})

/** Where push services are, for a test. */
export interface PushServices {
  apns?: Record<'production' | 'sandbox', { address: string; port: number; ca: string[] }>
  /** Origins. */
  fcm?: { messages: string; tokens: string }
}

/** What must be installed beside the server, by what it is for. */
export const LIBRARIES = {
  apns: { setting: 'CALLGRANT_APNS_KEY', name: '@parse/node-apn', command: 'npm install @parse/node-apn@8' },
  fcm: {
    setting: 'CALLGRANT_FCM_ACCOUNT',
    name: 'google-auth-library',
    command: 'npm install google-auth-library@11',
  },
} as const
export type NativePushKind = keyof typeof LIBRARIES

/** @returns null where this server pushes nothing by Apple's service @throws Error where the settings were not checked */
export function apnsCredentials(settings: NativePushSettings): ApnsCredentials | null {
  const { apnsKey: key, apnsKeyId: keyId, apnsTeamId: teamId } = settings
  const [bundle, ...bundles] = settings.apnsBundles
  if (key === null || bundle === undefined) return null
  return { key, keyId, teamId, bundles: [bundle, ...bundles] }
}

/** @returns null where this server pushes nothing by Google's service */
export function fcmAccount({ fcmAccount }: NativePushSettings): FcmAccount | null {
  return fcmAccount === null ? null : ServiceAccount.parse(JSON.parse(fcmAccount))
}

/** The kinds that the settings ask for. */
export function nativePushKinds(settings: NativePushSettings): NativePushKind[] {
  const { apnsKey, fcmAccount } = settings
  return [...(apnsKey === null ? [] : ['apns' as const]), ...(fcmAccount === null ? [] : ['fcm' as const])]
}

/** What is wrong with them: a sentence for each, with its fix. */
export function nativePushFaults(settings: NativePushSettings): string[] {
  return [...apnsFaults(settings), ...fcmFaults(settings.fcmAccount)]
}

function apnsFaults({ apnsKey, apnsKeyId, apnsTeamId, apnsBundles }: NativePushSettings): string[] {
  const others = [
    ['CALLGRANT_APNS_KEY_ID', apnsKeyId],
    ['CALLGRANT_APNS_TEAM_ID', apnsTeamId],
  ] as const
  if (apnsKey === null) {
    const given: string[] = others.filter(([, id]) => id !== '').map(([env]) => env)
    if (apnsBundles.length > 0) given.push('CALLGRANT_APNS_BUNDLES')
    return given.map((env) => `${env} is set, but CALLGRANT_APNS_KEY is not. Set it, or leave the other out.`)
  }
  const faults: string[] = []
  if (!isP256(apnsKey))
    faults.push('CALLGRANT_APNS_KEY should be the text of the .p8 file that Apple gave: a P-256 key in PEM.')
  for (const [env, id] of others)
    if (!/^[0-9A-Z]{10}$/.test(id))
      faults.push(
        `${env} should be 10 capital letters and digits, as Apple shows it, but is ${JSON.stringify(id)}.`,
      )
  if (apnsBundles.length === 0)
    faults.push(
      'CALLGRANT_APNS_KEY needs CALLGRANT_APNS_BUNDLES: the bundle ids of the apps that are pushed to.',
    )
  for (const bundle of apnsBundles)
    if (!/^[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)+$/.test(bundle) || bundle.endsWith('.voip'))
      faults.push(
        `CALLGRANT_APNS_BUNDLES: ${JSON.stringify(bundle)} is no bundle id such as com.example.door (without .voip).`,
      )
  return faults
}

function fcmFaults(text: string | null): string[] {
  if (text === null) return []
  const words = 'CALLGRANT_FCM_ACCOUNT should be the JSON key file of a service account, as Google gave it'
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return [`${words}: it is no JSON.`]
  }
  const { error } = ServiceAccount.safeParse(json)
  return (error?.issues ?? []).map(({ path, message }) => `${words}. ${path.join('.')}: ${message}.`)
}

function isP256(pem: string): boolean {
  return keyOf(pem)?.asymmetricKeyDetails?.namedCurve === 'prime256v1'
}

function keyOf(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null // no key that this can read; why, is what the caller says
  }
}

/** @returns null when the library is not installed */
export async function loadApns(): Promise<typeof import('@parse/node-apn') | null> {
  return installed(() => import('@parse/node-apn'))
}

/** @returns null when the library is not installed */
export async function loadGoogleAuth(): Promise<typeof import('google-auth-library') | null> {
  return installed(() => import('google-auth-library'))
}

async function installed<T>(load: () => Promise<T>): Promise<T | null> {
  try {
    return await load()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return null
    throw error
  }
}

/** A sentence for each library that the settings need and that is not installed. */
export async function missingLibraries(settings: NativePushSettings): Promise<string[]> {
  const load = { apns: loadApns, fcm: loadGoogleAuth }
  const faults: string[] = []
  for (const kind of nativePushKinds(settings)) {
    const { setting, name, command } = LIBRARIES[kind]
    if ((await load[kind]()) === null)
      faults.push(`${setting} is set, but ${name} is not installed. Run: ${command}`)
  }
  return faults
}
