import type { Jwks } from '@callgrant/protocol'
import { useQuery } from '@tanstack/react-query'
import { useText } from '../../text/use-text.ts'
import { Card } from '../../ui/card.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'

const JWKS = '/.well-known/jwks.json'

/** The public keys that receipts and heads of records are verified with. */
export function KeysCard() {
  const text = useText()
  const { data, error, refetch } = useQuery({
    queryKey: ['jwks'],
    queryFn: async () => {
      const response = await fetch(JWKS)
      if (!response.ok) throw new Error(`${JWKS}: ${response.status}`)
      return (await response.json()) as Jwks
    },
  })
  return (
    <Card title={text.app.keys} about={text.app.keysAbout(JWKS)}>
      <ErrorNote error={error} retry={() => void refetch()} />
      {!data && !error && <Skeleton rows={2} />}
      {data && (
        <Facts rows={data.keys.map(({ kid, alg, crv }) => [`${alg} ${crv}`, <code key={kid}>{kid}</code>])} />
      )}
    </Card>
  )
}
