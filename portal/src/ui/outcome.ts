import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/** Tells the reader what came of what they did; stays until they go to another page. */
export type Announce = (text: string) => void

export const OutcomeContext = createContext<Announce>(() => {})

export function useAnnounce(): Announce {
  return useContext(OutcomeContext)
}
