import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'

/** Tells the reader what came of what they did. */
export type Announce = (text: string) => void

type Outcome = { pathname: string; text: string; number: number }

export const OutcomeContext = createContext<Announce>(() => {})

export function useAnnounce(): Announce {
  return useContext(OutcomeContext)
}

let announced = 0

/** What was last announced, until the reader does the next thing or is on another page. */
export function useOutcome(): { outcome: Outcome | undefined; announce: Announce } {
  const [outcome, setOutcome] = useState<Outcome>()
  useEffect(() => {
    // Later, as showing it now would come between a click on a radio button and its change, and undo that.
    const clear = () => setTimeout(() => setOutcome(undefined))
    addEventListener('click', clear, true)
    return () => removeEventListener('click', clear, true)
  }, [])
  const announce = (text: string) => {
    announced += 1
    setOutcome({ pathname: location.pathname, text, number: announced })
  }
  return { outcome, announce }
}
