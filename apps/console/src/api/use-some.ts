import type { Listing } from '@callgrant/sdk/backend'
import { useQuery } from '@tanstack/react-query'
import { useConsole } from './console-context.tsx'

/** So many are offered to choose from. */
const MOST = 1_000

/** The first rows of a list, to choose one from. @param name of the list */
export function useSome<Row>(name: string, listing: () => Listing<Row>) {
  const { appid } = useConsole()
  return useQuery({
    queryKey: [appid, 'some', name],
    queryFn: async () => {
      const rows: Row[] = []
      for await (const row of listing()) if (rows.push(row) === MOST) break
      return rows
    },
    staleTime: 30_000,
  })
}
