import { runInstallBrowser } from '../src/commands/install-browser.ts';

runInstallBrowser();
