/** The beginning of a text on one line, at most `max` code points, cut between words where one ends near. */
export function excerpt(text: string, max: number): string {
  const characters = [...text.slice(0, 4 * max).replace(/\s+/g, ' ')]
  if (characters.length <= max) return characters.join('')
  const start = characters.slice(0, max).join('')
  const lastSpace = start.lastIndexOf(' ')
  return `${lastSpace > 0.6 * max ? start.slice(0, lastSpace) : start}…`
}
