/**
 * In the place of the package `entities`, which the parser of Markdown asks for the characters that HTML has names for: all 2,231 names would be
 * a tenth of the first load. What somebody writes here stands for itself. Only addresses are copied from HTML, and only with this one in them.
 */
export function decodeHTMLStrict(name: string): string {
  return name === '&amp;' ? '&' : name
}
