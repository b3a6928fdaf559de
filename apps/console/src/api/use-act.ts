import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useConsole } from './console-context.tsx'

/** Something that changes the app; all that is shown of the app is read again afterwards. */
export function useAct<Input, Answer>(
  act: (input: Input) => Promise<Answer>,
  done?: (answer: Answer) => void,
) {
  const client = useQueryClient()
  const { appid } = useConsole()
  return useMutation({
    mutationFn: act,
    onSuccess: (answer) => {
      void client.invalidateQueries({ queryKey: [appid] })
      done?.(answer)
    },
  })
}
