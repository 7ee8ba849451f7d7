import { type Category, categories, type Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import { useState } from 'preact/hooks'
import { ActionButton } from '../ui/ActionButton.tsx'
import { Choice } from '../ui/Choice.tsx'
import { words } from '../words.ts'

type Props = {
  ticket: Ticket
  send: (category: Category, idempotencyKey: string) => Promise<Ticket>
  done: (ticket: Ticket) => void
}

/** Sets the category, or confirms the one that was found automatically. */
export function SetCategory({ ticket, send, done }: Props) {
  const [category, setCategory] = useState(ticket.category)
  const isSame = category === ticket.category
  return (
    <div class="set-category">
      <Choice
        label={words.helpdesk.category}
        value={category}
        choices={categories}
        names={words.categories}
        onChoose={setCategory}
      />
      {!(isSame && ticket.categorySource === 'helpdesk') && (
        <ActionButton
          label={isSame ? words.helpdesk.confirmCategory : words.helpdesk.setCategory}
          send={(idempotencyKey) => send(category, idempotencyKey)}
          done={done}
        />
      )}
    </div>
  )
}
