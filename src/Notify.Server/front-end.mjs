// Usage: node front-end.mjs FROM TO
// Copies the style sheet and script of govuk-frontend. GDS Transport and the royal arms are licensed to GOV.UK alone: they are
// not copied, and what asks for them is taken out of the style sheet, so that text falls back to Arial or the reader's sans-serif.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [from, to] = process.argv.slice(2)
const name = 'govuk-frontend.min'

const css = readFileSync(join(from, `${name}.css`), 'utf8')
  .replace(/@font-face\s*\{[^}]*\}/g, '')
  .replace(/\/\*!.*?\*\//gs, '') // the notice of the font left out
  .replaceAll('GDS Transport,', '')
  .replace(/[^{}]*\{[^{}]*govuk-crest\.svg[^{}]*\}/g, '')
  .replace(/\/\*# sourceMappingURL=.*?\*\//g, '')
const left = css.match(/url\((?!["']?data:)[^)]*\)|GDS Transport/)
if (left) {
  console.error(`govuk-frontend's style sheet asks for ${left[0]}, which is not copied: mend front-end.mjs.`)
  process.exit(1)
}

mkdirSync(to, { recursive: true })
writeFileSync(join(to, `${name}.css`), css)
copyFileSync(join(from, `${name}.js`), join(to, `${name}.js`))
