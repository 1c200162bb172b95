import { findReplaced, findSharedFiles, listWrittenFiles, type WrittenFile } from '../cli/read-settings.ts';
import { runCommand } from '../cli/run-command.ts';
import { fleetSettings, manifestFields } from '../cli/settings/fleet.ts';
import { defineCommand, type Values } from '../cli/settings.ts';
import { describeError, Failure, UsageError } from '../core/failure.ts';
import { readNetwork } from '../core/network.ts';
import { identifyFile } from '../core/place.ts';
import { deriveRun, type Run } from '../core/run.ts';
import { writeOutput } from '../core/streams.ts';
import { type ReadFile, Variables } from '../core/variables.ts';
import { requireOwnWay, writeTo } from '../core/write.ts';
import { chooseConcurrency } from '../fleet/concurrency.ts';
import { Credentials, type FleetCredentials, listVariables } from '../fleet/credentials.ts';
import { findFronted } from '../fleet/fronted-servers.ts';
import { type Attempt, Journal, type Trusting, takeLock } from '../fleet/journal.ts';
import { findExitCode, mintFleet } from '../fleet/mint-fleet.ts';
import { formatPlan, type PlannedSignIn, planFleet } from '../fleet/plan.ts';
import { Progress } from '../fleet/progress.ts';
import { type Mistake, readManifest } from '../fleet/read-manifest.ts';
import { type FleetRecord, ResultsFile } from '../fleet/results.ts';
import { assignShards, resolveShard, type Shard } from '../fleet/shard.ts';
import { adviseForgetting } from '../keys/earlier-runs.ts';
import { sayWhole } from '../keys/revoke.ts';
import { writeReport } from '../report/fleet-report.ts';

const USUAL_TIMEOUT_MS = 24 * 3_600_000;

/** What `mint-fleet` is, to whoever reads its options or its help. */
export const mintFleetCommand = defineCommand({
  name: 'mint-fleet',
  summary:
    'Makes the API keys and OpenID Connect identities that a manifest asks for, on many Octopus Servers: one sign-in a server and user, what is there already is left.',
  examples: ['fleet.yaml', 'fleet.yaml --dry-run', 'fleet.yaml --shard 3/16 --report report.html'],
  uses: fleetSettings,
  fields: manifestFields,
  takes: '<manifest>',
  isLenient: true,
  usualTimeout: USUAL_TIMEOUT_MS,
  findMistakes: (_, words) =>
    words.length > 0 ? [] : ['there is no manifest: name it, as in mint-fleet fleet.yaml'],
});

/** `mint-fleet`: sees to the keys and identities that a manifest asks for; 0 only if all of them are there. */
export function runMintFleet(): Promise<never> {
  return runCommand(mintFleetCommand, async (options, run, { words: [manifest = ''], files }) => {
    const task = readTask(manifest, options, files, run);
    if (options.dryRun) {
      await writeOutput(formatPlan(task.signIns, task.shard), run.deadline);
      return 0;
    }
    const path = options.journal ?? journalOf(manifest);
    const shard = `${task.shard.index}/${task.shard.count}`;
    using _ = (await takeLock(path, shard).catch((error) => failUnwritable(path, error))) ?? failLocked(path);
    using journal = openJournal(path);
    if (await journal.hasRival(shard)) failLocked(path);
    const strays = journal.strays(task.wanted);
    for (const stray of strays) run.alert(formatStray(stray, task.wanted.get(stray.target)));
    for (const stray of journal.strayTrust(task.wanted)) run.alert(formatStrayTrust(stray));
    for (const warning of listOnce(task.signIns, 'warnings')) run.warn(warning);
    for (const note of listOnce(task.signIns, 'notes')) run.info(note);
    using results = openResults(options.results, run);
    const { signIns, credentials } = task;
    const isDirect = [...credentials.values()].every(({ direct }) => direct);
    const { ifExists = 'skip', concurrency = chooseConcurrency(options.browsers, isDirect) } = options;
    const passkey =
      options.passkey === undefined ? undefined : { path: options.passkey, key: options.sessionKey };
    const servers = signIns.map(({ url }) => url);
    const network = readNetwork(
      options,
      servers,
      signIns.flatMap(({ id }) => credentials.get(id)?.ssoOrigin ?? []),
      task.fronted,
    );
    const chosen = { ...options, network, ifExists, concurrency, passkey };
    const settings = { ...chosen, manifest, shard, signIns, credentials, journal };
    const hidden = hideVariables(run, task.variables);
    const record = await follow(signIns, results, hidden, (progress, followed) =>
      mintFleet(settings, progress, followed),
    );
    const failure = options.report ? await saveReport(options.report, record, run) : undefined;
    if (failure) run.error(failure.message);
    const code = findExitCode(record.signIns);
    if (code !== 0) run.error(formatFailed(record));
    else if (strays.some(({ target }) => task.wanted.has(target))) throw failMoved();
    return code || (failure?.exitCode ?? 0);
  });
}

type FleetOptions = Values<(typeof fleetSettings)[number] | 'wait'>;

/** What is to be done, and with what. */
interface Task {
  readonly shard: Shard;
  readonly signIns: readonly PlannedSignIn[];
  /** Ids of all keys and identities of the manifest, each with its shard, such as `3/16`. */
  readonly wanted: ReadonlyMap<string, string>;
  readonly credentials: ReadonlyMap<string, FleetCredentials>;
  /** Addresses of the servers that get what lets requests pass what stands in front of them. */
  readonly fronted: readonly string[];
  /** Names of the variables that held secrets. */
  readonly variables: ReadonlySet<string>;
}

/**
 * @param read the files that options and variables name to be read
 * @throws UsageError, where the manifest is wrong
 */
function readTask(path: string, options: FleetOptions, read: ReadonlyMap<string, ReadFile>, run: Run): Task {
  const manifest = readManifest(path);
  const { signIns: all, mistakes, warnings } = planFleet(manifest);
  const shard = resolveShard(options.shard, process.env);
  const assigned = assignShards(all, shard.count);
  const signIns = all.filter((_, at) => assigned[at] === shard.index);
  const source = new Variables(process.env, process.cwd());
  const gathering = new Credentials(options, source);
  const credentials = new Map<string, FleetCredentials>();
  for (const signIn of signIns) {
    const found = gathering.find(signIn, manifest.servers[Number(signIn.path[1])]?.signIn);
    if (found) credentials.set(signIn.id, found);
  }
  for (const warning of source.warnings) run.warn(warning);
  const misled = options.dryRun ? [] : signIns.flatMap(findMisled);
  const settings = { ...options, journal: options.journal ?? journalOf(path) };
  source.noteFile(path, 'the manifest itself');
  const allRead = new Map([...read, ...source.files]);
  const files = listWrittenFiles(settings);
  const shared = [...findSharedFiles(settings), ...findReplaced(files, allRead)];
  if (shared.length > 0) throw new UsageError(shared);
  const overwritten = signIns.flatMap((signIn) => findOverwritten(signIn, files, allRead));
  const { fronted, mistakes: unsaid } = findFronted(manifest, options);
  const lacking = gathering.mistakes;
  // A plan is made without secrets, too.
  if (options.dryRun && lacking.length > 0)
    for (const said of manifest.locate(lacking).mistakes) run.warn(`A run would be refused: ${said}`);
  const needed = options.dryRun ? [] : lacking;
  const wrong = [...manifest.mistakes, ...mistakes, ...needed, ...unsaid, ...misled, ...overwritten];
  if (wrong.length > 0) throw manifest.locate(wrong);
  if (warnings.length > 0) for (const warning of manifest.locate(warnings).mistakes) run.warn(`${warning}.`);
  const variables = listVariables(manifest);
  for (const name of variables) delete process.env[name];
  const wanted = new Map(
    all.flatMap(({ keys, trust }, at) =>
      [...keys, ...trust].map(({ id }) => [id, `${assigned[at]}/${shard.count}`] as const),
    ),
  );
  return { shard, signIns, wanted, credentials, fronted, variables };
}

/** Keys that would go past what another user could have put there. */
function findMisled({ keys, path }: PlannedSignIn): Mistake[] {
  return keys.flatMap(({ deliver: { file } }) => {
    try {
      if (file !== undefined) requireOwnWay(file);
      return [];
    } catch (error) {
      return [{ path, message: `cannot deliver to ${file}: ${describeError(error)}` }];
    }
  });
}

/** Keys whose files the fleet itself writes, or reads, too. */
function findOverwritten(
  { keys, path }: PlannedSignIn,
  files: readonly WrittenFile[],
  allRead: ReadonlyMap<string, ReadFile>,
): Mistake[] {
  return keys.flatMap(({ deliver }) => {
    if (deliver.file === undefined) return [];
    const goesTo = identifyFile(deliver.file);
    const same = files.find(({ file }) => file === goesTo);
    if (same) return [{ path, message: `goes to ${deliver.file}, which ${same.option} writes` }];
    const read = allRead.get(goesTo);
    const isRenewed = read?.keyFormat !== undefined && read.keyFormat === deliver.format;
    if (!read || isRenewed) return [];
    return [{ path, message: `goes to ${deliver.file}, and would replace ${read.name}, which is read` }];
  });
}

function journalOf(manifest: string): string {
  return `${manifest}.journal`;
}

function openJournal(path: string): Journal {
  try {
    return new Journal(path);
  } catch (error) {
    return failUnwritable(path, error);
  }
}

function failUnwritable(path: string, error: unknown): never {
  throw new UsageError([
    `the journal ${path} cannot be written (${describeError(error)}): name another place for it with --journal`,
  ]);
}

function openResults(path: string | undefined, { deadline }: Run): ResultsFile {
  try {
    return new ResultsFile(path, deadline);
  } catch (error) {
    throw new UsageError([
      `the results cannot be written to ${path} (${describeError(error)}): name another file with --results`,
    ]);
  }
}

/** @param shard that it falls to, if it is wanted */
function formatStray({ id, target, key, at, expires }: Attempt, shard: string | undefined): string {
  const expiring = expires === null ? '' : `, expiring ${expires}`;
  const [whose, otherwise] =
    shard === undefined
      ? ['the manifest no longer asks for', 'Put the entry back and run again, or revoke']
      : [`falls to shard ${shard} now`, 'Unless that runs with this journal, which settles it, revoke'];
  return sayWhole(
    `A KEY MAY BE LIVE that nobody holds (${key ?? 'its id is not known'}): a run was cut short at ${at} while it made one for ` +
      `"${target}"${expiring}, which ${whose}. ${otherwise} the key with revoke-key, and ${adviseForgetting(id)}.`,
  );
}

function failMoved(): Failure {
  return new Failure({
    kind: 'key',
    attempt: 'settle what an earlier run has left',
    reason: 'some of it falls to another shard now',
    hint: 'The warnings say what, and what to do.',
  });
}

function formatStrayTrust({ at, url, serviceAccount, issuer, subject }: Trusting): string {
  return (
    `AN IDENTITY MAY HAVE BEEN MADE, or changed, for the service account ${serviceAccount} of ${url}: issuer ${issuer}, subject ${subject}. ` +
    `A run was cut short at ${at}, and the manifest no longer asks for it. Put the entry back and run again, or remove it with trust-issuer --remove.`
  );
}

/** What whoever trusts somebody should know: once, however many servers it is for. */
function listOnce(signIns: readonly PlannedSignIn[], what: 'warnings' | 'notes'): Set<string> {
  return new Set(signIns.flatMap(({ trust }) => trust.flatMap(({ wanted }) => wanted[what])));
}

function failLocked(path: string): never {
  throw new Failure({
    kind: 'options',
    attempt: 'work on this fleet',
    reason: `another run on this machine is at work with the journal ${path}`,
    hint: 'Wait for it to end, or end it; then run again.',
  });
}

function formatFailed({ signIns }: FleetRecord): string {
  const keys = signIns.flatMap((signIn) => signIn.keys);
  const trust = signIns.flatMap((signIn) => signIn.trust);
  const failed = [...keys, ...trust].filter(({ exitCode }) => exitCode !== 0);
  const what = trust.length === 0 ? 'make every key' : 'see to every key and identity';
  return (
    `Could not ${what}: ${failed.length} of ${keys.length + trust.length} failed. The results and the warnings say why; ` +
    'mend that, and run again.'
  );
}

/** Whatever is logged meanwhile goes through the progress. */
async function follow(
  signIns: readonly PlannedSignIn[],
  results: ResultsFile,
  run: Run,
  work: (progress: Progress, run: Run) => Promise<FleetRecord>,
): Promise<FleetRecord> {
  using progress = new Progress(signIns, results, run);
  const log = (level: 'alert' | 'warn' | 'info') => (message: string) => progress.log(level, message);
  const followed = deriveRun(run, { alert: log('alert'), warn: log('warn'), info: log('info') });
  const record = await work(progress, followed);
  await progress.settle();
  return record;
}

/** What the manifest's references lead to is none of the business of a command that takes a key. Windows knows no letter case of names. */
function hideVariables(run: Run, names: ReadonlySet<string>): Run {
  const { environment, umask } = run.inherited;
  const hidden = new Set(Array.from(names, (name) => name.toUpperCase()));
  const kept = Object.entries(environment).filter(([name]) => !hidden.has(name.toUpperCase()));
  return deriveRun(run, { inherited: { environment: Object.fromEntries(kept), umask } });
}

/** @returns what went wrong: the keys are held by then, and nothing is revoked for it */
async function saveReport(path: string, record: FleetRecord, run: Run): Promise<Failure | undefined> {
  try {
    await writeTo(path, writeReport(record), run.deadline, false);
    run.info(`The report is in ${path}, without secrets.`);
    return undefined;
  } catch (error) {
    return new Failure({
      kind: 'delivery',
      attempt: `write the report to ${path}`,
      reason: describeError(error),
      hint: 'What was made is there all the same, and the results tell of it.',
      cause: error,
    });
  }
}
