import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import { type Message, postMessageSchema } from '@campus-helpdesk/core-api-contract/message'
import type { Ticket } from '@campus-helpdesk/core-api-contract/ticket'
import { core } from '../core.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { HumanText } from '../ui/HumanText.tsx'
import { useAnnounce } from '../ui/outcome.ts'
import { TextForm } from '../ui/TextForm.tsx'
import { Time } from '../ui/Time.tsx'
import { useLoad } from '../useLoad.ts'
import { words } from '../words.ts'
import { readThread } from './readThread.ts'

type Props = { ticket: Ticket; actor: Actor; posted: () => void }

/** What requester and helpdesk wrote to each other, oldest first, and the form to go on. */
export function Thread({ ticket, actor, posted }: Props) {
  const announce = useAnnounce()
  const thread = useLoad((signal) => readThread(ticket.id, signal), [ticket.id])
  const messages = thread.value ?? []

  return (
    <section class="card" aria-labelledby="thread">
      <h2 id="thread">{words.thread.title}</h2>
      {thread.value === undefined && thread.busy && <p class="quiet">{words.loading}</p>}
      {thread.value?.length === 0 && <p class="quiet">{words.thread.none}</p>}
      <ol class="thread">
        {messages.map((message) => (
          <ThreadMessage key={message.id} message={message} />
        ))}
      </ol>
      <ErrorNote failure={thread.failure} again={thread.again} />
      <TextForm
        label={words.thread.label}
        hint={actor.role === 'helpdesk' ? words.thread.hintHelpdesk : words.thread.hintUser}
        submitLabel={words.thread.send}
        schema={postMessageSchema.shape.body}
        lockedLabel={ticket.status === 'closed' ? words.thread.notSent : undefined}
        send={async (body, idempotencyKey) => {
          const input = { params: { id: ticket.id }, body: { body, origin: 'portal' } } as const
          return (await core.postMessage(input, { idempotencyKey })).body
        }}
        done={(message) => {
          announce(words.thread.sent)
          // Shown at once; reading again brings what others wrote meanwhile.
          thread.setValue([...messages.filter(({ id }) => id !== message.id), message])
          thread.again()
          posted()
        }}
      />
    </section>
  )
}

function ThreadMessage({ message }: { message: Message }) {
  const { author } = message
  return (
    <li class={`message message-${author.role}`}>
      <p class="message-top">
        <bdi class="who-name">{author.name}</bdi>
        <span class="quiet">{words.roles[author.role]}</span>
        <span class="quiet">
          <Time at={message.createdAt} />
        </span>
      </p>
      <HumanText>{message.body}</HumanText>
    </li>
  )
}
