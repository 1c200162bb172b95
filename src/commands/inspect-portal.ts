import { isPassedLater } from '../api/front-demand.ts';
import { runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';
import { defineCommand, type Values } from '../cli/settings.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { writeOutput } from '../core/streams.ts';
import { formatJson } from '../core/text.ts';
import { writeTo } from '../core/write.ts';
import { compareKeyRequests, compareLogins } from '../inspect/compare.ts';
import { explain } from '../inspect/explain.ts';
import { type Explanation, formatComparisons, writeMarkdown } from '../inspect/format.ts';
import { formatHar, recordBothKeys } from '../inspect/record-both-keys.ts';
import { writeHtml } from '../inspect/write-html.ts';
import { previewLogin, type SentRequest } from '../session/direct-sign-in.ts';
import { type LoginMethod, loginMethod } from '../session/login-method.ts';

const LEFT_OUT: readonly string[] = ['apiKey', 'session', 'direct'];

const uses = [
  ...accessSettings.filter((name) => !LEFT_OUT.includes(name)),
  'comparisonFormat',
  'save',
  'explain',
  'html',
] as const;

type InspectValues = Values<(typeof uses)[number]>;

/** What `inspect-portal` is, to whoever reads its options or its help. */
export const inspectPortalCommand = defineCommand({
  name: 'inspect-portal',
  summary:
    'Proves that our key request, and the login request of --direct, are what the Web Portal sends: makes a key by each, revokes both, and compares.',
  examples: ['', '--explain --html walk.html'],
  uses,
});

/**
 * `inspect-portal`: makes a key through the portal's page and one by our own request, recording both, revokes them, and writes
 * how the two requests differ, and how the page's login request differs from that of a direct sign-in. It ends with 0 where ours mirror
 * the portal's, and with 1 where they do not.
 */
export function runInspectPortal(): Promise<never> {
  return runCommand(inspectPortalCommand, async (values, run, { origins }) => {
    const { url, html, save } = values;
    const method = loginMethod({ ...values, direct: false, isRecorded: true }, origins);
    const inspection = await recordBothKeys(method, html !== undefined, run);
    const { recording, version } = inspection;
    const saving =
      save && recording ? writeOut(save, formatHar(recording, url), 'recording', run) : undefined;
    if (inspection.kind === 'failed') {
      // What went wrong is looked for in what was recorded.
      await saving?.catch((error) => run.warn(describeError(error)));
      throw inspection.failure;
    }
    await saving;
    const comparison = compareKeyRequests(inspection.recording, url);
    const direct = await previewDirect(method, run);
    const login = direct && compareLogins(inspection.recording, direct);
    const steps = explain(inspection.recording, url);
    const explanation = { server: url, version, steps, comparison, login };
    if (html) await writeOut(html, writeHtml(explanation, inspection.pictures), 'page', run);
    await writeOutput(format(explanation, values), run.deadline);
    return comparison.mirrors && login?.mirrors !== false ? 0 : 1;
  });
}

/** @returns undefined where nobody has signed in by the portal's form, or where only a browser passes what stands in front of the server */
async function previewDirect(method: LoginMethod, run: Run): Promise<SentRequest | undefined> {
  if (method.kind !== 'browser' || method.way.kind !== 'form') return undefined;
  const { credentials } = method.way;
  return await run.step('compose a login request', 'Composing what --direct would send', async () => {
    try {
      return await previewLogin(method, credentials, run.deadline);
    } catch (error) {
      if (!isPassedLater(error, { byPages: true, byKerberos: true })) throw error;
      run.warn(`The login requests are not compared, since --direct would not come so far: ${error.reason}.`);
      return undefined;
    }
  });
}

function format(explanation: Explanation, values: InspectValues): string {
  const { explain: isKnown, comparisonFormat } = values;
  if (!isKnown) return formatComparisons(explanation, comparisonFormat);
  return comparisonFormat === 'json' ? formatJson(explanation, 2) : writeMarkdown(explanation);
}

async function writeOut(path: string, text: string, what: string, run: Run): Promise<void> {
  try {
    await writeTo(path, text, run.deadline, false);
  } catch (error) {
    const failure = new Failure({
      kind: 'delivery',
      attempt: `write the ${what} to ${path}`,
      reason: describeError(error),
      hint: 'Name a file that can be written.',
      cause: error,
    });
    throw run.deadline.stoppedWith ?? failure;
  }
  run.info(`The ${what} is in ${path}, without secrets.`);
}
