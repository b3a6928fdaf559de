/** `callgrant completion`: what a shell reads to complete commands and options. */

import type { Command } from '../command.ts'
import { completionScript, SHELLS, type Shell } from '../completion.ts'
import { usageError } from '../failure.ts'
import { say } from '../text.ts'

const SHELL = SHELLS.join('|')

export const completion: Command = {
  name: 'completion',
  about: say(
    'Print what a shell reads to complete commands, options and their values.',
    '输出供 shell 补全命令、选项及其取值的脚本。',
  ),
  arguments: [{ name: SHELL, required: true, about: say('Your shell.', '所用的 shell。') }],
  options: {},
  examples: ['callgrant completion bash', 'callgrant completion zsh', 'callgrant completion fish --lang zh'],
  async run({ values, output, program, language }) {
    const shell = values.need(SHELL)
    if (!(SHELLS as readonly string[]).includes(shell)) {
      throw usageError(
        `${JSON.stringify(shell)} is no shell that is known here. Use one of ${SHELLS.join(', ')}.`,
        `不支持 ${JSON.stringify(shell)}，请用 ${SHELLS.join('、')} 之一。`,
      )
    }
    const script = completionScript(program, shell as Shell, language)
    output.result({ shell, script }, () => output.line(script.trimEnd()))
    return undefined
  },
}
