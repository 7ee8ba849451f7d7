const longestTerm = 64
const wordPattern = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu

/**
 * The distinct words of a text as the search compares them: in lower case, compatibility forms made one (ﬁ is fi),
 * cut to 64 code points. Emoji and punctuation are no words.
 */
export function searchWords(text: string): string[] {
  const words = new Set<string>()
  for (const [word] of text.normalize('NFKC').toLowerCase().matchAll(wordPattern)) {
    words.add(word.length <= longestTerm ? word : [...word].slice(0, longestTerm).join(''))
  }
  return [...words]
}
