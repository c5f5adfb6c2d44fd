import path from 'node:path';

import type { Tab } from './tab';

const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/** Pictures of what a tab shows now, in every size and both schemes, in results/screens. */
export async function picture(tab: Tab, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await tab.page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const file = path.join(__dirname, '..', 'results', 'screens', `${name}-${size}-${colorScheme}.png`);
      await tab.page.screenshot({ path: file, animations: 'disabled' });
    }
  }
  await tab.page.setViewportSize(SIZES.desktop);
}
