import type { Surroundings } from '../run/run.ts';
import { type Setting, settings } from './settings.ts';

/**
 * What a command that this one starts finds around it: all that was there when this one was started, but none of
 * its secrets and no path to them. To be called before anything changes the environment.
 */
export function noteSurroundings(environment: NodeJS.ProcessEnv): Surroundings {
  const secrets = Object.values<Setting>(settings).flatMap(({ secret, variable }) =>
    secret && variable ? [variable, `${variable}_FILE`] : [],
  );
  const kept = Object.entries(environment).filter(([name]) => !secrets.includes(name.toUpperCase()));
  return { environment: Object.fromEntries(kept), umask: process.umask() };
}
