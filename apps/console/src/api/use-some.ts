import type { Listing } from '@callgrant/sdk/backend'
import { useQuery } from '@tanstack/react-query'
import { useConsole } from './console-context.tsx'

/** So many are offered to choose from, read in pages of the largest size. */
export const MOST_OFFERED = 1_000
const PAGE = 200

/** The first rows of a list, to choose one from. @param name of the list */
export function useSome<Row>(name: string, listing: () => Listing<Row>) {
  const { appid } = useConsole()
  return useQuery({
    queryKey: [appid, 'some', name],
    queryFn: async () => {
      const rows: Row[] = []
      let cursor: string | null = null
      do {
        const page = await listing().page({ limit: PAGE, ...(cursor !== null && { cursor }) })
        rows.push(...page.items)
        cursor = page.next_cursor
      } while (cursor !== null && rows.length < MOST_OFFERED)
      return rows
    },
    staleTime: 30_000,
  })
}
