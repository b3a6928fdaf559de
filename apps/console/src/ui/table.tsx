import type { ReactNode } from 'react'
import type { Pages } from '../api/use-pages.ts'
import { Empty } from './empty.tsx'
import { ErrorNote } from './error-note.tsx'
import { Pager } from './pager.tsx'
import { Skeleton } from './skeleton.tsx'

export interface Column<Row> {
  head: string
  cell(row: Row): ReactNode
  /** Shown from this width on; absent: always. */
  from?: 'md' | 'lg'
  numeric?: boolean
}

interface TableProps<Row> {
  /** What it lists, for screen readers. */
  name: string
  pages: Pages<Row>
  columns: Column<Row>[]
  rowKey(row: Row): string
  /** Instead of rows, when there are none. */
  empty: ReactNode
}

const FROM = { md: 'max-md:hidden', lg: 'max-lg:hidden' }

/** A list by pages, with what it shows while it is read, when it is empty, and when it cannot be read. */
export function Table<Row>({ name, pages, columns, rowKey, empty }: TableProps<Row>) {
  const { rows, error, reload } = pages
  if (error && !rows) return <ErrorNote error={error} retry={reload} />
  if (!rows) return <Skeleton />
  if (rows.length === 0 && !pages.previous) return <Empty>{empty}</Empty>
  const hidden = ({ from }: Column<Row>) => (from ? FROM[from] : '')
  return (
    <div className="grid scroll-mt-16 gap-3 lg:scroll-mt-4">
      <ErrorNote error={error} retry={reload} />
      <table className="w-full border-collapse text-left" aria-label={name}>
        <thead className="border-b border-line text-xs text-quiet">
          <tr>
            {columns.map((column) => (
              <th
                key={column.head}
                scope="col"
                className={`py-1.5 pr-4 font-medium last:pr-0 ${hidden(column)}`}
              >
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className="border-b border-line last:border-0 hover:bg-sunk/60">
              {columns.map((column) => (
                <td
                  key={column.head}
                  className={`py-1.5 pr-4 align-middle [overflow-wrap:anywhere] last:pr-0 ${column.numeric ? 'tabular-nums' : ''} ${hidden(column)}`}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Pager pages={pages} />
    </div>
  )
}
