import { useState } from 'react'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { usePages } from '../../api/use-pages.ts'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { CreateModelDialog } from './create-model-dialog.tsx'

/** Kinds of device. */
export function ModelsCard() {
  const text = useText()
  const { backend } = useConsole()
  const mayCreate = useMay('operator')
  const [creating, setCreating] = useState(false)
  const pages = usePages(['models-list'], () => backend.models.list())
  return (
    <Card
      title={text.models.title}
      about={text.models.about}
      actions={mayCreate && <Button onClick={() => setCreating(true)}>{text.models.create}</Button>}
    >
      <Table
        name={text.models.title}
        pages={pages}
        rowKey={({ model_id }) => model_id}
        empty={text.models.empty}
        columns={[
          { head: 'model_id', cell: ({ model_id }) => <code>{model_id}</code> },
          { head: text.models.type, cell: ({ model_type }) => model_type },
          { head: text.words.createdAt, from: 'md', cell: ({ created_at }) => <Time at={created_at} /> },
        ]}
      />
      {creating && <CreateModelDialog onClose={() => setCreating(false)} />}
    </Card>
  )
}
