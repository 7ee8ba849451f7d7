import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import { core } from '../core.ts'
import { words } from '../words.ts'
import { ActionButton } from './ActionButton.tsx'

/** The product, who the reader is here, and the way out. */
export function Header({ actor, left }: { actor: Actor | null; left: () => void }) {
  return (
    <header class="header">
      <a class="skip" href="#content">
        {words.skipToContent}
      </a>
      <a class="brand" href={actor ? '/tickets' : '/'}>
        {words.product}
      </a>
      {actor && (
        <div class="who">
          <span>
            <bdi class="who-name">{actor.name}</bdi> <span class="quiet">{words.roles[actor.role]}</span>
          </span>
          <ActionButton label={words.entry.leave} send={() => core.leave({})} done={left} />
        </div>
      )}
    </header>
  )
}
