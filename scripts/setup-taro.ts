/** Vitest's global setup for the matrix: the Taro project, installed. */

import { ensureTaroProject, taroProjectFolder } from './lib/taro-project.ts'

export default function setup(): void {
  for (const which of ['app', 'rn'] as const) {
    const took = ensureTaroProject(which)
    process.stdout.write(
      `Taro project: ${taroProjectFolder(which)}${took === null ? '' : `, installed in ${Math.round(took)} s`}\n`,
    )
  }
}
