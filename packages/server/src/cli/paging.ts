/** Commands that list: one page, and how to get the next. */

import type { Client, Query } from './client.ts'
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

interface Page {
  items: Record<string, unknown>[]
  next_cursor: string | null
}

async function printPage(
  run: Run,
  client: Client,
  path: string,
  query: Query,
  columns: string[],
  none: Text,
) {
  const { values, output } = run
  const page = await client.get<Page>(path, {
    ...query,
    limit: values.get('limit'),
    cursor: values.get('cursor'),
  })
  output.result(page, () => {
    output.table(page.items, columns, none)
    if (page.next_cursor) {
      output.say(say(`More with --cursor ${page.next_cursor}`, `下一页：--cursor ${page.next_cursor}`))
    }
  })
  return undefined
}

/** A command that prints one page of `path`; its options of the same names are the query. */
export function listing(
  command: Omit<Command, 'run'>,
  as: (run: Run) => Client,
  path: string,
  columns: string[],
  none: Text,
  query: (run: Run) => Query = () => ({}),
): Command {
  return {
    ...command,
    options: { ...command.options, ...PAGE_OPTIONS },
    run: (run) => printPage(run, as(run), path, query(run), columns, none),
  }
}
