// Usage: node unpack-browser.mjs PACKAGE FOLDER
// Unpacks the Chromium of @sparticuz/chromium, its fonts and the libraries that a bare machine lacks into FOLDER, and prints the
// program's path. The package unpacks into the folder for temporary files and keeps whatever is there, so FOLDER takes its place;
// it brings its libraries only where it believes itself in one kind of cloud function.
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [from, to] = process.argv.slice(2)
mkdirSync(to, { recursive: true })
const folder = realpathSync(to)
for (const name of ['TMPDIR', 'TMP', 'TEMP']) {
  process.env[name] = folder
}
process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x'

const { default: chromium } = await import(pathToFileURL(join(from, 'build/esm/index.js')))
const program = await chromium.executablePath()

// Its own list of font folders does not name this one. Open Sans comes first, so that pictures look alike everywhere; the
// machine's fonts stand in for the scripts it lacks.
writeFileSync(join(folder, 'fonts.conf'), `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <cachedir prefix="relative">fonts-cache</cachedir>
  <alias binding="same"><family>monospace</family><prefer><family>DejaVu Sans Mono</family><family>Liberation Mono</family><family>Noto Sans Mono</family></prefer></alias>
  ${['sans-serif', 'system-ui', 'Arial', 'Helvetica'].map(name => `<alias binding="same"><family>${name}</family><prefer><family>Open Sans</family></prefer></alias>`).join('\n  ')}
</fontconfig>
`)
console.log(program)
