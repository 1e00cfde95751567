// docs/screens.md: what each picture shows. node tests/screens/list.mjs writes it.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ROWS } from './states.mjs';
import { SURFACES, THEMES } from './surfaces.mjs';

export const DOC = fileURLToPath(new URL('../../docs/screens.md', import.meta.url));

/** Every picture's file name. */
export const pictures = () => ROWS.flatMap(({ states }) => states.flatMap(({ name }) => (
  SURFACES.flatMap(({ width }) => THEMES.map((theme) => `${name}-${width}-${theme}.png`)))));

/** The whole document. */
export function written() {
  const cell = (name, width, theme) => `[${width}](screens/${name}-${width}-${theme}.png)`;
  const cells = (name, theme) => SURFACES.map(({ width }) => cell(name, width, theme)).join(' ');
  const rows = ROWS.flatMap(({ states }) => states.map(({ name, says }) => `| ${name} | ${says} | ${cells(name, 'light')} | ${cells(name, 'dark')} |`));
  return `# The screens

Every screen in every state worth a picture, in light and dark, as narrow side panel (320 pixels), popup (400) and full tab (1200), taken from
the real extension by \`make screenshots\`. The tests compare each with what is drawn, and let axe look for faults. A picture changes only in a
commit of pictures, so that every change of what people see is looked at by itself.

| picture | what it shows | light | dark |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(DOC, written());
