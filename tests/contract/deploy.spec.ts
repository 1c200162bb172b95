import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { loadAll, load as parse } from 'js-yaml';
import type { Deployment } from 'kubernetes-models/apps/v1';
import type { Job } from 'kubernetes-models/batch/v1';
import type { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { IVolume, PersistentVolumeClaim, Service } from 'kubernetes-models/v1';
import { Manifest } from '../../src/fleet/manifest.ts';
import { expect, test } from '../fixtures.ts';
import { expectPinnedActions, expectSoundShell, findScripts } from './pipelines.ts';
import {
  findDockerfileMistakes,
  findGitHubMistakes,
  findGitLabMistakes,
  findKubernetesMistakes,
} from './public-schemas.ts';

const read = (name: string) => readFileSync(`deploy/${name}`, 'utf8');

const job = pick<Job>('Job');
const [container] = job.spec?.template.spec?.containers ?? [];
const args = container?.args ?? [];

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
      { from: 'COPY tsconfig.json ./', to: 'COPY tsconfig.json', says: 'COPY' },
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
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const locked = packages['node_modules/playwright'].version;

  for (const name of ['kubernetes.yaml', 'Dockerfile', 'gitlab-ci.yml']) {
    const named = [...read(name).matchAll(/playwright(?::v|@)([\d.]+)/g)].map(([, version]) => version);
    expect(new Set(named), name).toEqual(new Set([locked]));
  }
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
  expect(browsers?.spec?.containers[0]?.command?.join(' ')).toContain(`--port ${port?.containerPort}`);
  expect(policy?.podSelector.matchLabels).toEqual(browsers?.metadata?.labels);
  expect(policy?.ingress).toEqual([
    {
      from: [{ podSelector: { matchLabels: job.spec?.template.metadata?.labels } }],
      ports: [{ protocol: 'TCP', port: port?.name }],
    },
  ]);
});

test('in Kubernetes no container is root, gains rights, or writes outside its volumes', () => {
  for (const spec of [job.spec?.template.spec, pick<Deployment>('Deployment').spec?.template.spec]) {
    expect(spec?.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
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
  const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, from = '']) =>
    from.split(' '),
  );

  expect(first).toBe('*');
  expect(allowed.map((line) => line.replace(/^!/, '')).sort()).toEqual(copied.sort());
});

test('the image is pinned, runs as nobody special, and starts mint-fleet without a shell', () => {
  const lines = read('Dockerfile').split('\n');

  for (const image of lines.flatMap((line) => /^(?:FROM |COPY --from=)(\S+)/.exec(line)?.[1] ?? []))
    expect(image).toMatch(/:v?\d+\.\d+\.\d+/);
  expect(lines).toContain(`USER ${job.spec?.template.spec?.securityContext?.runAsUser}:1001`);
  const entry = JSON.parse(
    lines.find((line) => line.startsWith('ENTRYPOINT'))?.slice('ENTRYPOINT'.length) ?? '',
  );
  expect(entry).toEqual(['node', 'node_modules/ts-node/dist/bin.js', 'scripts/mint-fleet.ts']);
});

/** The volume that a path of the Job's container lies on. */
function findVolume(path: string): IVolume | undefined {
  const mount = container?.volumeMounts?.find(({ mountPath }) => path.startsWith(`${mountPath}/`));
  return job.spec?.template.spec?.volumes?.find(({ name }) => name === mount?.name);
}

function pick<T>(kind: string): T {
  const found = loadAll(read('kubernetes.yaml')) as { kind: string }[];
  return found.find((object) => object.kind === kind) as T;
}

/** By the schema that the command itself has. */
function findManifestMistakes(text: string): string[] {
  const { error } = Manifest.safeParse(parse(text));
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`);
}
