import type { BrowserContext } from 'playwright';
import { cleanHar, type Recording, takeRecording } from '../browser/recording.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { writeStream } from '../delivery/deliver.ts';
import { writeFileWhole } from '../delivery/write-file.ts';
import { compareKeyRequests } from '../inspect/compare.ts';
import { explain } from '../inspect/explain.ts';
import type { ComparisonFormat, Explanation } from '../inspect/format.ts';
import { formatComparison, writeMarkdown } from '../inspect/format.ts';
import { type BothKeysSettings, makeBothKeys, PLAIN } from '../inspect/make-both-keys.ts';
import { type Pictures, writeHtml } from '../inspect/write-html.ts';
import { checkOrder } from '../keys/place-order.ts';
import type { Look } from '../portal/key-page.ts';
import { photographSignInPage } from '../portal/open-portal.ts';
import type { BrowserEntrance } from '../session/enter.ts';
import { type GainSettings, gainAccess } from '../session/gain-access.ts';

export interface InspectSettings extends GainSettings, BothKeysSettings {
  readonly url: string;
  readonly comparisonFormat: ComparisonFormat;
  /** Path of a file for what was recorded, without secrets. */
  readonly save: string | undefined;
  /** Whether to tell the walk through the sign-in instead of the comparison. */
  readonly explain: boolean;
  /** Path of a file for that walk as a page with pictures. */
  readonly html: string | undefined;
}

const SIGN_IN_PAGE = 'the sign-in page';

/**
 * Makes a key through the portal's page and one by our own request, recording both, revokes them, and writes how the two
 * requests differ.
 * @param entrance a browser that records
 * @returns 0 where our request mirrors the portal's; 1 where it does not
 * @throws Failure
 */
export async function inspectPortal(
  entrance: BrowserEntrance,
  settings: InspectSettings,
  run: Run,
): Promise<number> {
  const pictures = new Map<string, Buffer>();
  let version: string | undefined;
  try {
    await gainAccess(
      entrance,
      settings,
      run,
      async (access, bare, traced) => {
        version = access.server.version;
        const { context } = await entrance.opening;
        const look: Look = async (shown, page) => {
          if (settings.html) pictures.set(shown, await page.screenshot());
        };
        if (settings.html) pictures.set(SIGN_IN_PAGE, await photograph(context, settings, traced));
        await makeBothKeys({ access, bare, context, settings, look }, traced);
      },
      checkOrder({ ...settings, ...PLAIN }),
    );
  } catch (error) {
    // What went wrong is looked for in what was recorded.
    await saveWhatIsThere(entrance, settings, run);
    throw error;
  }
  const recording = await endRecording(entrance, run);
  const { url } = settings;
  const comparison = compareKeyRequests(recording, url);
  const explanation = { server: url, version, steps: explain(recording, url), comparison };
  await writeFiles(explanation, recording, pictures, settings, run);
  await writeStream(process.stdout, write(explanation, settings));
  return comparison.mirrors ? 0 : 1;
}

function write(
  explanation: Explanation,
  { explain: isTold, comparisonFormat: format }: InspectSettings,
): string {
  if (!isTold) return formatComparison(explanation.comparison, format);
  return format === 'json' ? `${JSON.stringify(explanation, null, 2)}\n` : writeMarkdown(explanation);
}

async function writeFiles(
  explanation: Explanation,
  recording: Recording,
  pictures: Pictures,
  { save, html }: InspectSettings,
  run: Run,
): Promise<void> {
  if (save) await writeOut(save, describeHar(recording), 'recording', run);
  if (html) await writeOut(html, writeHtml(explanation, pictures), 'page', run);
}

function describeHar({ har }: Recording): string {
  return `${JSON.stringify(cleanHar(har), null, 2)}\n`;
}

async function writeOut(path: string, text: string, what: string, run: Run): Promise<void> {
  try {
    await writeFileWhole(path, text);
  } catch (error) {
    throw new Failure({
      kind: 'delivery',
      attempt: `write the ${what} to ${path}`,
      reason: describeError(error),
      hint: 'Name a file that can be written.',
      cause: error,
    });
  }
  run.info(`The ${what} is in ${path}, without secrets.`);
}

function photograph(
  context: BrowserContext,
  { url, insecureTls }: InspectSettings,
  run: Run,
): Promise<Buffer> {
  return run.step('photograph the sign-in page', 'Taking a picture of the sign-in page', () =>
    photographSignInPage(context, url, insecureTls, run.deadline),
  );
}

async function endRecording(entrance: BrowserEntrance, run: Run): Promise<Recording> {
  const { context } = await entrance.opening;
  const deadline = run.deadline.forCleaningUp();
  return await deadline.limit(takeRecording(context), () => new Error('the recording did not end in time'));
}

async function saveWhatIsThere(
  entrance: BrowserEntrance,
  { save }: InspectSettings,
  run: Run,
): Promise<void> {
  if (!save) return;
  try {
    await writeOut(save, describeHar(await endRecording(entrance, run)), 'recording', run);
  } catch (error) {
    run.warn(`The recording could not be written: ${describeError(error)}`);
  }
}
