import { installBrowser } from '../browser/install-browser.ts';
import { runCommand } from '../cli/run-command.ts';
import { defineCommand } from '../cli/settings.ts';
import { PROXY_VARIABLES } from '../core/proxy.ts';

/** What `install-browser` is, to whoever reads its options or its help. */
export const installBrowserCommand = defineCommand({
  name: 'install-browser',
  summary: 'Installs a Chromium where none is found: with --headed, one that can show a window.',
  examples: ['', '--headed'],
  uses: ['headed'],
});

/** `install-browser`: makes sure that there is a browser, and downloads Playwright's or installs the system's where there is none. */
export function runInstallBrowser(): Promise<never> {
  return runCommand(installBrowserCommand, async ({ headed }, { inherited: { environment } }) => {
    const ofProxies = Object.entries(environment).filter(([name]) => PROXY_VARIABLES.includes(name));
    return installBrowser({ headed }, Object.fromEntries(ofProxies));
  });
}
