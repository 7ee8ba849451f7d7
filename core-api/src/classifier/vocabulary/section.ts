/**
 * Words and phrases about one subject, separated by commas, by how much they tell about who puts the matter right:
 * - `settles`: outweighs the thing that stands beside it ("rude", although he came to repair a projector)
 * - `decisive`: outweighs what it is about ("app", although the canteen's; "refund", although for a broken washing machine)
 * - `strong`: alone enough for a clear answer
 * - `fair`: enough when nothing speaks against it
 * - `slight`: a place, or a word that merely leans; alone it leaves the answer unsure
 *
 * Any form of a word will do ("heat", "heating", "heated" are one). A phrase counts instead of the words in it.
 * Small words ("the", "is", "my") in a phrase do not matter; "won't", "can't", "never" all count as "not".
 */
export type Section = {
  about: string
  settles?: string
  decisive?: string
  strong?: string
  fair?: string
  slight?: string
}

/** Points of evidence per strength; 3.5 more than both other categories gives a confidence of about 0.9. */
export const points = { settles: 9, decisive: 5.5, strong: 3.5, fair: 2, slight: 0.7 } as const
export type Strength = keyof typeof points
