// The fonts of the pictures: the same on every machine, whatever it has installed.
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '../systems/process.mjs';

const FONTS = ['inter', 'noto-sans-arabic', 'noto-emoji'].map((name) => fileURLToPath(new URL(`../node_modules/@expo-google-fonts/${name}`, import.meta.url)));

/** Writes a font configuration that knows these fonts alone; answers the environment a browser needs to use it. */
export async function fontEnvironment() {
  const home = path.join(cacheDir, 'fonts');
  await mkdir(home, { recursive: true });
  const file = path.join(home, 'fonts.conf');
  const prefer = ['sans-serif', 'system-ui', 'serif', 'monospace'].map((family) => (
    `<alias binding="strong"><family>${family}</family><prefer><family>Inter</family><family>Noto Sans Arabic</family><family>Noto Emoji</family></prefer></alias>`));
  // Whole or not at all: another browser may be reading it.
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${FONTS.map((folder) => `<dir>${folder}</dir>`).join('\n')}
<cachedir>${path.join(home, 'cache')}</cachedir>
${prefer.join('\n')}
<match target="font"><edit name="hinting"><bool>false</bool></edit><edit name="antialias"><bool>true</bool></edit><edit name="rgba"><const>none</const></edit></match>
</fontconfig>
`);
  await rename(draft, file);
  return { FONTCONFIG_FILE: file };
}
