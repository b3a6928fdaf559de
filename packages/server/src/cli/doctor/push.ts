/** Push to apps: whether the libraries are there, and whose credentials are used. That these can be read, reading the settings found. */

import { apnsCredentials, fcmAccount, missingLibraries } from '../../config/native-push.ts'
import type { Settings } from '../../config/settings.ts'
import { type Finding, find } from './finding.ts'

/** @returns nothing where the server pushes to browsers alone */
export async function checkPush(settings: Settings): Promise<Finding[]> {
  const missing = await missingLibraries(settings)
  if (missing.length > 0) return missing.map((sentence) => find('push', 'broken', sentence, sentence))
  const findings: Finding[] = []
  const apple = apnsCredentials(settings)
  if (apple) {
    const bundles = apple.bundles.join(', ')
    findings.push(
      find(
        'push',
        'ok',
        `APNs: the key ${apple.keyId} of the team ${apple.teamId} can sign, for ${bundles}.`,
        `APNs：团队 ${apple.teamId} 的密钥 ${apple.keyId} 可用，用于 ${bundles}。`,
      ),
    )
  }
  const google = fcmAccount(settings)
  if (google) {
    const { client_email, project_id } = google
    findings.push(
      find(
        'push',
        'ok',
        `FCM: ${client_email} can sign, for the project ${project_id}.`,
        `FCM：${client_email} 可用，用于项目 ${project_id}。`,
      ),
    )
  }
  return findings
}
