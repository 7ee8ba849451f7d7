/** Thrown inside a transaction by the loser of a race for a unique value: roll back, and look again in a new one. */
export class LostRace extends Error {
  override readonly name = 'LostRace'
}
