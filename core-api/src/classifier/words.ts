import porterStemmer from 'natural/lib/natural/stemmers/porter_stemmer.js'
import { RegexpTokenizer } from 'natural/lib/natural/tokenizers/regexp_tokenizer.js'

/** A word as it was written (lower-cased) and the stem by which it is compared; no stem: it says nothing by itself. */
export type Word = { written: string; stem: string | null }

/** Natural's stemmer takes quadratic time on a single long word; no English word that matters is longer. */
const longestWord = 32

const tokenizer = new RegexpTokenizer({ pattern: /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu, gaps: false })

/** Left out before phrases are compared, so that "the food was very cold" holds "food cold". */
const fillers = new Set(
  `a an the this that these those some any each every
   i im ive my we our you your he his him she her they their them theyre its
   is are was were be been being am has have had having do does did will would can could shall should may might must
   and or but so then than as of to for by with from at
   very too really quite just still always again already also even only so totally completely please`.split(/\s+/),
)

/** One stem for every way to say that something does not happen: "won't open", "cannot open", "never opens". */
const negations = new Set(
  `not never cannot cant wont dont doesnt didnt isnt arent wasnt werent hasnt havent hadnt couldnt wouldnt shouldnt aint`.split(
    ' ',
  ),
)

function stemOf(written: string): string | null {
  if (written.length > longestWord) return null
  const plain = written.replace(/['’]s$/, '').replace(/['’]/g, '')
  if (negations.has(plain)) return 'not'
  return fillers.has(plain) ? null : porterStemmer.stem(plain)
}

/** The words of a text in its order. Any string will do; linear in its length. */
export function wordsOf(text: string): Word[] {
  return (tokenizer.tokenize(text.toLowerCase()) ?? []).map((written) => ({ written, stem: stemOf(written) }))
}
