import type { Listing, Page } from '@callgrant/sdk/backend'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useConsole } from './console-context.tsx'

const ROWS = 50

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Of each list on the page that is not at its beginning: the cursors of the pages up to the one that is shown. */
    places?: Record<string, string[]>
  }
}

export interface Pages<Row> {
  rows: Row[] | undefined
  error: Error | null
  loading: boolean
  reload(): void
  /** Undefined: there is none. */
  next: (() => void) | undefined
  previous: (() => void) | undefined
}

interface Options {
  /** Read again every so many milliseconds, on the first page. */
  everyMs?: number
}

/**
 * One page of a list at a time, by cursor: however long the list, a page costs the same. Which page it is stands in the entry of
 * the browser's history, so that who looks at a row and goes back finds the page that they left.
 * @param key of the list, with its filter; another key begins at the first page
 */
export function usePages<Row>(key: readonly unknown[], listing: () => Listing<Row>, options: Options = {}) {
  return usePagesOf<Row>(key, (cursor) => listing().page({ limit: ROWS, ...(cursor && { cursor }) }), options)
}

/** The same for what is no listing of the SDK. @param read the page at a cursor; undefined: the first */
export function usePagesOf<Row>(
  key: readonly unknown[],
  read: (cursor: string | undefined) => Promise<Page<Row>>,
  { everyMs }: Options = {},
): Pages<Row> {
  const { appid } = useConsole()
  const list = JSON.stringify([appid, key])
  const places = useLocation({ select: ({ state }) => state.places })
  const navigate = useNavigate()
  const cursors = places?.[list] ?? []
  const go = (to: string[]) =>
    void navigate({
      ...{ to: '.', search: true, hash: true, replace: true, resetScroll: false },
      state: (before) => ({ ...before, places: { ...before.places, [list]: to } }),
    })
  const cursor = cursors.at(-1)
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [appid, ...key, cursor ?? null],
    queryFn: () => read(cursor),
    placeholderData: (before, query) =>
      query?.queryKey[1] === key[0] ? keepPreviousData(before) : undefined,
    ...(everyMs !== undefined && cursor === undefined && { refetchInterval: everyMs }),
  })
  const nextCursor = data?.next_cursor
  return {
    rows: data?.items,
    error,
    loading: isPending,
    reload: () => void refetch(),
    next: nextCursor ? () => go([...cursors, nextCursor]) : undefined,
    previous: cursors.length > 0 ? () => go(cursors.slice(0, -1)) : undefined,
  }
}
