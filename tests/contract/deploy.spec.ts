import { readFileSync } from 'node:fs';
import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { loadAll, load as parse } from 'js-yaml';
import type { Deployment } from 'kubernetes-models/apps/v1';
import type { CronJob, Job } from 'kubernetes-models/batch/v1';
import type { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { IVolume, PersistentVolumeClaim, Service } from 'kubernetes-models/v1';
import { findSystemBrowser } from '../../src/browser/find-browser.ts';
import { verbs } from '../../src/core/command-names.ts';
import { Manifest } from '../../src/fleet/manifest.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { npm } from '../life/pack-package.ts';
import { runProgram, startProgram } from '../start-command.ts';
import { expectPinnedActions, expectSoundShell, findScripts } from './pipelines.ts';
import {
  findDockerfileMistakes,
  findGitHubMistakes,
  findGitLabMistakes,
  findKubernetesMistakes,
} from './public-schemas.ts';

// Loading those who read the documents takes longer than reading them: the tests share a worker.
test.describe.configure({ mode: 'default' });

/** What the image is built of, from a checkout. */
const copied = [...readFileSync('deploy/Dockerfile', 'utf8').matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(
  ([, from = '']) => from.split(' '),
);

const read = (name: string) => readFileSync(`deploy/${name}`, 'utf8');

const { packages: lock } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, { version?: string; dev?: boolean }>;
};
const browserServer = JSON.parse(read('browser-server.json')) as Record<string, unknown>;
const job = pick<Job>('Job');
const cronJob = pick<CronJob>('CronJob', 'rotate-key.yaml').spec;
const podSpecs = [
  job.spec?.template.spec,
  pick<Deployment>('Deployment').spec?.template.spec,
  cronJob?.jobTemplate.spec?.template.spec,
];
const [container] = job.spec?.template.spec?.containers ?? [];
// The first is the command.
const [verb, ...args] = container?.args ?? [];

interface Checked {
  readonly name: string;
  readonly find: (text: string) => string[] | Promise<string[]>;
  /** A slip of the pen, and what is said of it. */
  readonly slips: readonly { readonly from: string; readonly to: string; readonly says: string }[];
}

const checked: readonly Checked[] = [
  {
    name: 'kubernetes.yaml',
    find: findKubernetesMistakes,
    slips: [
      { from: 'completionMode: Indexed', to: 'completionMode: indexed', says: 'completionMode' },
      { from: 'completions: 16', to: "completions: '16'", says: 'completions' },
      { from: 'backoffLimitPerIndex:', to: 'backoffLimitPerIndx:', says: 'Job.spec.backoffLimitPerIndx' },
      { from: 'tcpSocket:', to: 'tcpSockets:', says: 'containers.0.readinessProbe.tcpSockets' },
      { from: 'podSelector:', to: 'podSelektor:', says: 'podSelector' },
      { from: 'kind: NetworkPolicy', to: 'kind: NetworkPolicies', says: 'NetworkPolicies' },
    ],
  },
  {
    name: 'rotate-key.yaml',
    find: findKubernetesMistakes,
    slips: [
      { from: 'concurrencyPolicy: Forbid', to: 'concurrencyPolicy: Never', says: 'concurrencyPolicy' },
      { from: 'jobTemplate:', to: 'jobTemplates:', says: 'jobTemplate' },
      { from: 'backoffLimit:', to: 'backofLimit:', says: 'backofLimit' },
    ],
  },
  {
    name: 'github-actions.yml',
    find: findGitHubMistakes,
    slips: [
      { from: 'runs-on:', to: 'run-on:', says: 'run-on' },
      { from: 'contents: read', to: 'contents: reed', says: 'reed' },
      { from: 'matrix.shard }}/4', to: 'matrx.shard }}/4', says: 'matrx' },
      { from: 'if: always()', to: 'if: allways()', says: 'allways' },
    ],
  },
  {
    name: 'gitlab-ci.yml',
    find: findGitLabMistakes,
    slips: [
      { from: 'parallel: 4', to: 'paralell: 4', says: '/rotate-keys' },
      { from: 'when: always', to: 'when: ever', says: '/rotate-keys/cache/when' },
      { from: 'timeout: 1h', to: 'timeout: []', says: '/rotate-keys/timeout' },
    ],
  },
  {
    name: 'Dockerfile',
    find: findDockerfileMistakes,
    slips: [
      { from: 'WORKDIR', to: 'WORKDIRR', says: 'WORKDIRR' },
      { from: 'COPY --from', to: 'COPY --form', says: 'form' },
      { from: 'COPY scripts ./scripts', to: 'COPY scripts', says: 'COPY' },
    ],
  },
  {
    name: 'fleet.yaml',
    find: findManifestMistakes,
    slips: [
      { from: 'serviceAccount:', to: 'serviceAcount:', says: 'serviceAcount' },
      { from: '{ file: /run/secrets/octopus/password }', to: 'hunter2', says: 'defaults.signIn.password' },
    ],
  },
];

for (const { name, find, slips } of checked) {
  test(`deploy/${name} is what its public schema asks for, and a slip in it would be noticed`, async () => {
    const text = read(name);
    expect(await find(text)).toEqual([]);

    for (const { from, to, says } of slips) {
      expect(text, 'the slip has something to spoil').toContain(from);
      expect((await find(text.replace(from, to))).join('\n')).toContain(says);
    }
  });
}

test('the pipelines run sound shell, and pin actions by commit with the tag in a comment', async () => {
  for (const name of ['github-actions.yml', 'gitlab-ci.yml'])
    await expectSoundShell(findScripts(parse(read(name))));
  expectPinnedActions(read('github-actions.yml'));
});

test('browsers and their driver are of the version that is locked', () => {
  const locked = lock['node_modules/playwright']?.version;
  const named = [...read('gitlab-ci.yml').matchAll(/playwright(?::v|@)([\d.]+)/g)].map(
    ([, version]) => version,
  );

  expect(new Set(named)).toEqual(new Set([locked]));
});

// What follows the command, as one line each.
const calls = [
  args.join(' '),
  ...['github-actions.yml', 'gitlab-ci.yml'].flatMap((name) =>
    findScripts(parse(read(name))).flatMap((script) => script.split('mint-fleet.ts ').slice(1)),
  ),
];

test('every option that the deployments give mint-fleet, its help tells of', async ({ runCommand }) => {
  const { stdout: help } = await runCommand('mint-fleet', { words: ['--help'] });

  expect(calls).toHaveLength(3);
  for (const option of calls.flatMap((call) => call.match(/(?<=\s)--[a-z-]+/g) ?? []))
    expect(help).toMatch(new RegExp(`${option}\\b`));
  expect(help).toContain('OCTOPUS_BROWSER');
});

test('mint-fleet understands each call of the deployments, and finds its keys in the manifest', async ({
  runCommand,
  folder,
}) => {
  for (const call of calls) {
    const [, ...options] = call
      .replace(/\$\{\{ matrix\.shard \}\}|\$CI_NODE_INDEX|\$\(JOB_COMPLETION_INDEX\)/g, '1')
      .replace('$CI_NODE_TOTAL', '4')
      .replace(/(--(?:journal|results|report)[ =])(?:\/\S*\/)?/g, `$1${folder}/`)
      .split(' ');
    const words = [resolve('deploy/fleet.yaml'), ...options, '--dry-run'];
    const listed = await runCommand('mint-fleet', { words, env: { JOB_COMPLETION_INDEX: '0' } });
    expect(listed.stdout, listed.stderr).toMatch(/\bshard 1 of (?:4|16)\b/);
  }
});

test('in Kubernetes each pod has a shard, and a journal of its own that outlives it', () => {
  expect(job.spec?.completionMode).toBe('Indexed');
  expect(args).toContain(`--shard=${job.spec?.completions}`);

  const files = args.flatMap((arg) => /^--(?:journal|results|report)=(.*)/.exec(arg)?.[1] ?? []);
  expect(files).toHaveLength(3);
  for (const file of files) {
    expect(file).toContain('$(JOB_COMPLETION_INDEX)');
    expect(findVolume(file)?.persistentVolumeClaim?.claimName).toBe(
      pick<PersistentVolumeClaim>('PersistentVolumeClaim').metadata?.name,
    );
  }
});

test('in Kubernetes the manifest and every file that it names are mounted', () => {
  const manifest = args[0] ?? '';
  expect(findVolume(manifest)?.configMap).toBeTruthy();
  expect(basename(manifest)).toBe('fleet.yaml');

  const named = read('fleet.yaml').match(/\/run\/[\w/-]+/g) ?? [];
  expect(named).toContain('/run/secrets/octopus/password');
  for (const file of named) {
    expect(findVolume(file)?.secret).toBeTruthy();
    expect(read('kubernetes.yaml')).toContain(`--from-file=${basename(file)}`);
  }
});

test("in Kubernetes nobody but the Job's pods reaches the browsers, and they do", () => {
  const browsers = pick<Deployment>('Deployment').spec?.template;
  const service = pick<Service>('Service');
  const policy = pick<NetworkPolicy>('NetworkPolicy').spec;
  const [port] = browsers?.spec?.containers[0]?.ports ?? [];
  const address = new URL(container?.env?.find(({ name }) => name === 'OCTOPUS_BROWSER')?.value ?? '');

  expect(address.hostname).toBe(service.metadata?.name);
  expect(address.port).toBe(String(service.spec?.ports?.[0]?.port));
  expect(service.spec?.ports?.[0]?.targetPort).toBe(port?.name);
  expect(service.spec?.selector).toEqual(browsers?.metadata?.labels);
  expect(browserServer).toMatchObject({
    host: '0.0.0.0',
    port: port?.containerPort,
    wsPath: address.pathname,
  });
  expect(browsers?.spec?.containers[0]?.args).toContain('/opt/octopus-key-mint/browser-server.json');
  expect(policy?.podSelector.matchLabels).toEqual(browsers?.metadata?.labels);
  expect(policy?.ingress).toEqual([
    {
      from: [{ podSelector: { matchLabels: job.spec?.template.metadata?.labels } }],
      ports: [{ protocol: 'TCP', port: port?.name }],
    },
  ]);
});

test('in Kubernetes no container is root, gains rights, or writes outside its volumes', () => {
  for (const spec of podSpecs) {
    expect(spec?.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: expect.stringMatching(/^(?:RuntimeDefault|Localhost)$/) },
    });
    expect(spec?.automountServiceAccountToken).toBe(false);
    for (const { securityContext, resources } of spec?.containers ?? []) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(resources?.requests).toBeTruthy();
      expect(resources?.limits).toBeTruthy();
    }
  }
});

test('nothing gets to the builder of the image but what it copies', () => {
  const [first, ...allowed] = read('Dockerfile.dockerignore').trim().split('\n');

  expect(first).toBe('*');
  expect(allowed.map((line) => line.replace(/^!/, '')).sort()).toEqual(copied.sort());
});

test('images are pinned, and can be named by digest', () => {
  const dockerfile = read('Dockerfile');
  const defaults = [...dockerfile.matchAll(/^ARG (\w+_IMAGE)=(\S+)$/gm)];

  expect(defaults).toHaveLength(2);
  for (const [, name, image] of defaults) {
    expect(image).toMatch(/:v?\d+\.\d+\.\d+/);
    expect(dockerfile).toContain(`FROM \${${name}}`);
  }
  // Each other stage builds on one of the file's own.
  const stages = [...dockerfile.matchAll(/^FROM (?:--platform=\S+ )?(\S+)(?: AS (\S+))?$/gm)];
  const own = stages.flatMap(([, , name]) => name ?? []);
  const outside = stages.map(([, base = '']) => base).filter((base) => !own.includes(base));
  expect(stages).toHaveLength(dockerfile.match(/^FROM /gm)?.length ?? 0);
  expect(new Set(outside)).toEqual(new Set(defaults.map(([, name]) => `\${${name}}`)));
  expect(dockerfile.match(/--from=\S+/g)).toEqual(['--from=build', '--from=vault']);
  const { variables, 'rotate-keys': rotate } = parse(read('gitlab-ci.yml')) as {
    variables: Record<string, string>;
    'rotate-keys': { image: string };
  };
  expect(variables[rotate.image.replace('$', '')]).toMatch(/:v\d+\.\d+\.\d+/);
});

test('in Kubernetes every container is of the one image, runs as its user, and fetches no package when it starts', () => {
  const containers = podSpecs.flatMap((spec) => [
    ...(spec?.initContainers ?? []),
    ...(spec?.containers ?? []),
  ]);

  expect(containers).toHaveLength(3);
  for (const { image, command = [], args: words = [] } of containers) {
    expect(image).toBe(containers[0]?.image);
    expect(read('Dockerfile')).toContain(`--target fleet --tag ${image}\n`);
    for (const word of [...command, ...words])
      expect(word).not.toMatch(/\b(?:npx|npm|pnpm|yarn|curl|wget|apt(?:-get)?|pip)\b/);
  }
  for (const spec of podSpecs)
    expect(read('Dockerfile')).toContain(`\nUSER ${spec?.securityContext?.runAsUser}:1000\n`);
});

test('the image of every command is built of what it copies, and starts each command, and the browsers of Kubernetes', {
  tag: '@extended',
}, async ({ startServer, startBrowser, folder }) => {
  test.skip(process.platform === 'win32', 'images are for Linux');
  const build = join(folder, 'build');
  const image = join(folder, 'image');
  await mkdir(join(image, 'node_modules'), { recursive: true });
  for (const name of copied) await cp(name, join(build, name), { recursive: true });
  await symlink(resolve('node_modules'), join(build, 'node_modules'));
  await npm(['pack', '--pack-destination', folder], build, { mayRunScripts: true });
  const packed = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  await runProgram('tar', { args: ['-xzf', ...packed, '-C', image, '--strip-components=1'], cwd: folder });
  const [, moved = ''] = /&& mv (.*) \/packed\/node_modules\//.exec(read('Dockerfile')) ?? [];
  // Not linked: a link's target finds what lies beside it.
  for (const path of moved.split(' ')) await cp(path, join(image, path), { recursive: true });

  const start = (words: readonly string[], env = {}) =>
    runProgram(process.execPath, { args: [join(image, 'dist/bin.js'), ...words], env, cwd: folder });
  expect(read('Dockerfile')).toContain('\nENTRYPOINT ["octopus-key-mint"]\n');
  expect(Object.values(verbs)).toContain(verb);
  for (const name of Object.values(verbs)) expect((await start([name, '--help'])).stdout).toContain('Usage:');
  const server = await startServer();
  const minted = await start(['mint'], { ...credentials(server), OCTOPUS_BROWSER: await startBrowser() });
  expect(minted.stdout).toBe(`${server.liveKeys()[0]?.key}\n`);

  const [browsers] = pick<Deployment>('Deployment').spec?.template.spec?.containers ?? [];
  const config = { ...browserServer, ...findTestBrowser(), host: '127.0.0.1', port: 0 };
  await writeFile(join(image, 'browser-server.json'), JSON.stringify(config));
  const words = [...(browsers?.command ?? []), ...(browsers?.args ?? [])].map((word) =>
    word.replace('/opt/octopus-key-mint', image),
  );
  expect(words.shift()).toBe('node');
  await using pool = startProgram(process.execPath, { args: words, cwd: folder });
  const address = await pool.waitForLine('ws://127.0.0.1:', 'stdout');
  await start(['mint', '--purpose', 'by the pool'], { ...credentials(server), OCTOPUS_BROWSER: address });
  expect(server.liveKeys().map(({ purpose }) => purpose)).toContain('by the pool');
});

/** Which browser the tests have, and that it may be root's: the image's is neither. */
function findTestBrowser(): { readonly executablePath?: string; readonly chromiumSandbox: boolean } {
  const path = process.env.OCTOPUS_BROWSER ?? findSystemBrowser({ headed: false });
  return { ...(path && { executablePath: path }), chromiumSandbox: process.getuid?.() !== 0 };
}

// As Linux names them: what reaches outside of a container, or into the kernel.
const NEVER_ALLOWED = [
  ...['setns', 'mount', 'umount2', 'pivot_root', 'open_tree', 'move_mount', 'fsopen', 'open_by_handle_at'],
  ...['bpf', 'perf_event_open', 'userfaultfd', 'io_uring_setup', 'keyctl', 'add_key', 'request_key'],
  ...['init_module', 'finit_module', 'kexec_load', 'kexec_file_load', 'reboot', 'swapon', 'syslog'],
  ...['settimeofday', 'clock_settime', 'ioperm', 'iopl', 'quotactl', 'acct', 'pidfd_getfd', 'personality'],
];

test('the seccomp profile of the image forbids what it does not name, and allows, of what makes namespaces, what Chromium needs', () => {
  const profile = JSON.parse(read('chromium-seccomp.json')) as {
    readonly defaultAction: string;
    readonly syscalls: readonly {
      readonly names: readonly string[];
      readonly action: string;
      readonly args?: readonly { readonly index: number; readonly value: number; readonly op: string }[];
    }[];
  };
  const { defaultAction, syscalls } = profile;
  const names = syscalls.flatMap((rule) => rule.names);

  expect(defaultAction).toBe('SCMP_ACT_ERRNO');
  expect(new Set(syscalls.map(({ action }) => action))).toEqual(new Set(['SCMP_ACT_ALLOW']));
  expect(syscalls[0]).toEqual({
    names: ['chroot', 'clone', 'clone3', 'unshare'],
    action: 'SCMP_ACT_ALLOW',
  });
  for (const name of NEVER_ALLOWED) expect(names).not.toContain(name);
  expect(names).toEqual(expect.arrayContaining(['execve', 'seccomp', 'futex', 'openat', 'rseq']));
  // Files, IPv4, IPv6, and the kernel's word on network interfaces.
  const sockets = syscalls.filter((rule) => rule.names.includes('socket'));
  expect(sockets.map(({ args }) => args)).toEqual(
    [1, 2, 10, 16].map((value) => [{ index: 0, value, op: 'SCMP_CMP_EQ' }]),
  );
});

test('the profile is that of every container in which Chromium starts', () => {
  expect(read('Dockerfile')).toContain('--security-opt seccomp=deploy/chromium-seccomp.json');
  expect(pick<Deployment>('Deployment').spec?.template.spec?.securityContext?.seccompProfile).toEqual({
    type: 'Localhost',
    localhostProfile: 'chromium-seccomp.json',
  });
  expect(browserServer).toMatchObject({
    executablePath: '/usr/bin/chromium-headless-shell',
    chromiumSandbox: true,
  });
  expect(read('Dockerfile')).toMatch(/apt-get install .*\bchromium-headless-shell\b/);
});

test('the image is the same on every processor, and its root can be read-only', () => {
  const instructions = read('Dockerfile').replace(/^#.*$/gm, '');
  expect(instructions).not.toMatch(/amd64|arm64|x86_64|aarch64|x64/);
  expect(instructions).toMatch(/^FROM --platform=\$BUILDPLATFORM \S+ AS build$/m);
  expect(instructions).toMatch(/^ENV HOME=\/tmp$/m);
  expect(read('Dockerfile')).toMatch(/docker run .*--read-only --tmpfs \/tmp .*--cap-drop ALL/);
  for (const spec of podSpecs)
    for (const { volumeMounts = [] } of spec?.containers ?? [])
      expect(volumeMounts.map(({ mountPath }) => mountPath)).toContain('/tmp');
});

/** The volume that a path of the Job's container lies on. */
function findVolume(path: string): IVolume | undefined {
  const mount = container?.volumeMounts?.find(({ mountPath }) => path.startsWith(`${mountPath}/`));
  return job.spec?.template.spec?.volumes?.find(({ name }) => name === mount?.name);
}

function pick<T>(kind: string, file = 'kubernetes.yaml'): T {
  const found = loadAll(read(file)) as { kind: string }[];
  return found.find((object) => object.kind === kind) as T;
}

/** By the schema that the command itself has. */
function findManifestMistakes(text: string): string[] {
  const { error } = Manifest.safeParse(parse(text));
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`);
}
