import { runCommand } from '../cli/run-command.ts';
import { accessSettings } from '../cli/settings/access.ts';
import type { Values } from '../cli/settings.ts';
import { describeError, Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import { formatJson } from '../core/text.ts';
import { writeStream, writeTo } from '../core/write.ts';
import { compareKeyRequests } from '../inspect/compare.ts';
import { explain } from '../inspect/explain.ts';
import { type Explanation, formatComparison, writeMarkdown } from '../inspect/format.ts';
import { formatHar, recordBothKeys } from '../inspect/record-both-keys.ts';
import { writeHtml } from '../inspect/write-html.ts';
import { loginMethod } from '../session/login-method.ts';

const uses = [
  ...accessSettings.filter((name) => name !== 'apiKey' && name !== 'session'),
  'comparisonFormat',
  'save',
  'explain',
  'html',
] as const;

type InspectValues = Values<(typeof uses)[number]>;

/**
 * `inspect-portal`: makes a key through the portal's page and one by our own request, recording both, revokes them, and writes
 * how the two requests differ. It ends with 0 where our request mirrors the portal's, and with 1 where it does not.
 */
export function runInspectPortal(): Promise<never> {
  return runCommand(
    {
      name: 'inspect-portal',
      summary:
        'Proves that our key request is what the Web Portal sends: makes a key by each, revokes both, and compares.',
      uses,
    },
    async (values, run) => {
      const { url, html, save } = values;
      const method = loginMethod({ ...values, isRecorded: true });
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
      const explanation = { server: url, version, steps: explain(inspection.recording, url), comparison };
      if (html) await writeOut(html, writeHtml(explanation, inspection.pictures), 'page', run);
      await writeStream(process.stdout, format(explanation, values));
      return comparison.mirrors ? 0 : 1;
    },
  );
}

function format(explanation: Explanation, values: InspectValues): string {
  const { explain: isKnown, comparisonFormat } = values;
  if (!isKnown) return formatComparison(explanation.comparison, comparisonFormat);
  return comparisonFormat === 'json' ? formatJson(explanation, 2) : writeMarkdown(explanation);
}

async function writeOut(path: string, text: string, what: string, run: Run): Promise<void> {
  try {
    await writeTo(path, text, run.deadline);
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
