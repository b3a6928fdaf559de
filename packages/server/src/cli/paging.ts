/** Commands that list: one page, and how to get the next. */

import type { Backend, Listing, Operator } from '@callgrant/sdk/backend'
import { asBackend, asOperator } from './client.ts'
import type { Command, Option, Run } from './command.ts'
import { say, type Text } from './text.ts'

const PAGE_OPTIONS: Record<string, Option> = {
  limit: {
    value: 'N',
    about: say('Rows of a page, 1 to 200.', '每页行数，1 至 200。'),
    otherwise: say('50', '50'),
  },
  cursor: {
    value: 'CURSOR',
    about: say('The page after: `next_cursor` of the page before.', '下一页：上一页的 next_cursor。'),
  },
}

interface ListCommand extends Omit<Command, 'run'> {
  /** Columns of the table for people. */
  columns: string[]
  /** Said when there are no rows. */
  none: Text
  /** A row for people, where it is not the thing itself. */
  row?(thing: never): object
}

/** A command that prints one page of what an app's back end can list. */
export function backendList(
  command: ListCommand,
  list: (backend: Backend, run: Run) => Listing<object>,
): Command {
  return listCommand(command, (run, at) => asBackend(run, (backend) => list(backend, run).page(at)))
}

/** A command that prints one page of what the operator can list. */
export function operatorList(command: ListCommand, list: (operator: Operator) => Listing<object>): Command {
  return listCommand(command, (run, at) => asOperator(run, (operator) => list(operator).page(at)))
}

type ReadPage = (run: Run, at: { limit?: number; cursor?: string }) => ReturnType<Listing<object>['page']>

function listCommand({ columns, none, row, ...command }: ListCommand, read: ReadPage): Command {
  return {
    ...command,
    options: { ...command.options, ...PAGE_OPTIONS },
    async run(run) {
      const { values, output } = run
      const limit = values.number('limit')
      const cursor = values.get('cursor')
      const page = await read(run, {
        ...(limit !== undefined && { limit }),
        ...(cursor !== undefined && { cursor }),
      })
      output.result(page, () => {
        output.table(row ? page.items.map((thing) => row(thing as never)) : page.items, columns, none)
        if (page.next_cursor) {
          output.say(say(`More with --cursor ${page.next_cursor}`, `下一页：--cursor ${page.next_cursor}`))
        }
      })
      return undefined
    },
  }
}
