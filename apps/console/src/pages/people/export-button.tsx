import { useMutation } from '@tanstack/react-query'
import { useConsole } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { saveFile } from '../../ui/save-file.ts'

/** All that is kept of one person, as a file: a row a line. */
export function ExportButton({ openid }: { openid: string }) {
  const text = useText()
  const { backend } = useConsole()
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => Array.fromAsync(backend.people.export(openid)),
    onSuccess: (rows) =>
      saveFile(
        `${openid}.jsonl`,
        'application/x-ndjson',
        rows.map((row) => `${JSON.stringify(row)}\n`),
      ),
  })
  return (
    <>
      <Button busy={isPending} onClick={() => mutate()}>
        {text.person.export}
      </Button>
      <ErrorNote error={error} />
    </>
  )
}
