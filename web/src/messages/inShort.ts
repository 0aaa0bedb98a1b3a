import type { Message } from '../api/types'
import { filesInWords } from '../files/files'
import { plainText } from './plainText'

/** A message in one line: what it says, and what came with it. */
export function inShort({
  text,
  files = [],
}: Pick<Message, 'text'> & { readonly files?: Parameters<typeof filesInWords>[0] }): string {
  const said = plainText(text)
  if (files.length === 0) return said
  return said === '' ? filesInWords(files) : `${said} (${filesInWords(files)})`
}
