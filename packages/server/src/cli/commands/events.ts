/** `callgrant events`: follow what happens in an app. */

import { asBackend, BACKEND_OPTIONS } from '../client.ts'
import type { Command } from '../command.ts'
import { usageError } from '../failure.ts'
import { printable } from '../output.ts'
import { say } from '../text.ts'

export const events: Command = {
  name: 'events',
  about: say(
    'Follow what happens in the app, each event once and in order, until it is interrupted.',
    '持续输出应用中发生的事件（不重不漏、按序），直到中断。',
  ),
  jsonLines: true,
  options: {
    after: {
      value: 'EVENT_ID',
      about: say('Begin behind this event.', '从该事件之后开始。'),
      otherwise: say('with what happens from now on', '从现在起'),
    },
    count: {
      value: 'N',
      about: say('End after so many events.', '输出 N 个事件后结束。'),
      otherwise: say('no end', '不结束'),
    },
    ...BACKEND_OPTIONS,
  },
  examples: ['callgrant events', 'callgrant events --json --count 1'],
  async run(run) {
    const { values, output } = run
    const after = values.get('after')
    const count = values.number('count') ?? Number.POSITIVE_INFINITY
    if (!(count >= 1)) throw usageError('--count should be 1 or more', '--count 应为不小于 1 的整数')
    await asBackend(run, async (backend) => {
      const stop = new AbortController()
      let opened = false
      let failure: unknown
      const stream = backend.events({
        signal: stop.signal,
        ...(after !== undefined && { after }),
        onOpen: () => {
          if (!opened && run.errors.terminal && !output.json) {
            run.progress.end()
            const words = say('Connected. Ctrl+C ends.', '已连接。按 Ctrl+C 结束。')[run.language]
            process.stderr.write(`${run.errors.style('dim', words)}\n`)
          }
          opened = true
        },
        onError: (error) => {
          // It opens again by itself; but who typed the command is told at once that there is no such server.
          if (opened) return
          failure = error
          stop.abort()
        },
      })
      let heard = 0
      for await (const event of stream) {
        const { at, type, data } = event
        output.record(event, () => {
          const { style } = output.screen
          const when = style('dim', new Date(at).toISOString())
          output.line(`${when}  ${style('bold', type)}  ${printable(JSON.stringify(data))}`)
        })
        if (++heard >= count) return
      }
      if (failure) throw failure
    })
    return undefined
  },
}
