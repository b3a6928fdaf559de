/** The settings as `serve` would read them, and warnings about them. */

import { readSettings, type Settings, SettingsError, settingsWarnings } from '../../config/settings.ts'
import type { Run } from '../command.ts'
import { type Finding, find } from './finding.ts'

/** @returns the settings, or null when they are such that `serve` would refuse to start */
export function readConfiguration({ env, values }: Run): { settings: Settings | null; findings: Finding[] } {
  try {
    const settings = readSettings(env, values.raw)
    const warnings = settingsWarnings(settings, env).map((sentence) =>
      find('configuration', 'warning', sentence, sentence),
    )
    if (warnings.length > 0) return { settings, findings: warnings }
    return {
      settings,
      findings: [find('configuration', 'ok', 'Every setting is in order.', '所有设置均正常。')],
    }
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    return {
      settings: null,
      findings: error.faults.map((fault) => find('configuration', 'broken', fault, fault)),
    }
  }
}
