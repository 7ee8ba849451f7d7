// natural's own types do not compile under this repository's settings, and its root import loads databases and `.env`:
// only these two files of it are used.

declare module 'natural/lib/natural/stemmers/porter_stemmer.js' {
  const porterStemmer: { stem(word: string): string }
  export = porterStemmer
}

declare module 'natural/lib/natural/tokenizers/regexp_tokenizer.js' {
  export class RegexpTokenizer {
    /** `gaps: false`: the pattern (with `g`) matches the words themselves, not what lies between them. */
    constructor(options: { pattern: RegExp; gaps: boolean })
    /** null when there is no word. */
    tokenize(text: string): string[] | null
  }
}
