/** Secrets of back ends and operators: random, stored as a hash, compared in constant time. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A secret of 256 random bits, in base64url: an app's secret, or an admin token. */
export function generateSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a secret: its SHA-256, base64url. A random 256-bit secret needs no slow hash. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

/** True when `secret` is the one that `hash` was made of; takes the same time for every wrong one. */
export function secretMatches(secret: string, hash: string): boolean {
  const given = Buffer.from(hashSecret(secret))
  const kept = Buffer.from(hash)
  return given.length === kept.length && timingSafeEqual(given, kept)
}
