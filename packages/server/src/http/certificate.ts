/** The TLS certificate: the one that the settings name, or with `--lan` a self-signed one, kept in the data folder. */

import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { type Settings, SettingsError } from '../config/settings.ts'
import { readOrMake } from '../credentials/secrets-on-disk.ts'
import { lanAddresses } from './lan.ts'

export interface Certificate {
  cert: string
  key: string
}

/** How long before it expires a self-signed certificate is replaced. */
const RENEW_MS = 24 * 3600_000
const VALID_MS = 365 * 24 * 3600_000

/**
 * The certificate that the settings name. Nothing is written.
 * @returns PEM texts; null where they name none
 * @throws SettingsError when a file cannot be read, or the two are no certificate with its key
 */
export function givenCertificate({ tlsCert, tlsKey }: Settings): Certificate | null {
  if (tlsCert === null || tlsKey === null) return null
  const pem = { cert: readPem('CALLGRANT_TLS_CERT', tlsCert), key: readPem('CALLGRANT_TLS_KEY', tlsKey) }
  try {
    createSecureContext(pem)
  } catch (error) {
    const why = (error as Error).message
    throw new SettingsError([
      `CALLGRANT_TLS_CERT and CALLGRANT_TLS_KEY should name a certificate and its key in PEM (${why}).`,
    ])
  }
  return pem
}

/**
 * The certificate of `--lan`. Browsers warn of it once; then camera and WebCrypto work as with any other. It is kept,
 * so that the warning comes once, until it expires or the machine gets another address.
 */
export async function lanCertificate(dataDir: string): Promise<Certificate> {
  const path = join(dataDir, 'lan-certificate.pem')
  const addresses = ['127.0.0.1', ...lanAddresses()]
  if (!existsSync(path) || !isUsable(readFileSync(path, 'utf8'), addresses)) {
    const fresh = await makeCertificate(addresses)
    rmSync(path, { force: true })
    readOrMake(path, () => fresh)
  }
  const pem = readFileSync(path, 'utf8')
  return { cert: pem, key: pem }
}

function isUsable(pem: string, addresses: string[]): boolean {
  const certificate = new X509Certificate(pem)
  const unexpired = certificate.validToDate.getTime() - RENEW_MS > Date.now()
  return unexpired && addresses.every((address) => certificate.checkIP(address) !== undefined)
}

/** Key and certificate in one PEM text. */
async function makeCertificate(addresses: string[]): Promise<string> {
  // Loaded here, since it takes a quarter of a second and only `--lan` needs it.
  const { generate } = await import('selfsigned')
  const names = ['localhost', hostname()]
  const made = await generate([{ name: 'commonName', value: 'callgrant' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + VALID_MS),
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          ...addresses.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  })
  return `${made.private.trim()}\n${made.cert.trim()}\n`
}

function readPem(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new SettingsError([
      `${name} names ${path}, which cannot be read (${code}). Check the path and its rights.`,
    ])
  }
}
