import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { load as parse } from 'js-yaml';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { findScripts } from '../contract/pipelines.ts';
import { findProgram } from '../find-program.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { runProgram } from '../start-command.ts';
import { startTokenIssuer } from '../trust/token-issuer.ts';
import { serveGithub } from '../trust/trusted-job.ts';

test.use({ sharesBrowser: true });

// The commands of docs/recipes.md, as they stand there, where their tools are there and free.

const recipes = readFileSync('docs/recipes.md', 'utf8');

/** @returns a code block of a recipe, the first unless another is named */
function findBlock(name: string, at = 0): string {
  const [, recipe = ''] = recipes.split(new RegExp(`^\\*\\*${name}\\b`, 'm'));
  return [...recipe.matchAll(/```\w+\n([\s\S]*?)```/g)][at]?.[1] ?? '';
}

const USES_KEY = `fetch(process.env.OCTOPUS_URL + '/api/users/me', { headers: { 'X-Octopus-ApiKey': process.env.OCTOPUS_API_KEY } })
  .then(async (reply) => console.log([reply.status, (await reply.json()).Username].join(' ')))`;

test.skip(process.platform === 'win32', 'the recipes are for a POSIX shell');

/** A checkout in which the recipes' own script lies, too. */
async function checkOut(folder: string): Promise<void> {
  for (const name of await readdir('.')) {
    if (!['.env', 'test-results'].includes(name)) await symlink(resolve(name), join(folder, name));
  }
  const script = `#!/bin/sh\nexec "${process.execPath}" -e "${USES_KEY}"\n`;
  await writeFile(join(folder, 'provision.sh'), script, { mode: 0o755 });
}

async function shell(
  script: string,
  server: StandIn,
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const line = { args: ['-c', script], cwd: folder, env: { ...credentials(server), ...env } };
  return (await runProgram('sh', line)).stdout;
}

function requireTool(name: string): void {
  test.skip(!findProgram(name), `${name} is not installed`);
}

test('Azure Pipelines: the secret variable, and the step that is given it', { tag: '@extended' }, async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  await checkOut(folder);
  const [mint, use] = parse(findBlock('Azure Pipelines')) as { script: string }[];
  const stdout = await shell(mint?.script ?? '', server, folder, { TF_BUILD: 'True' });
  const key = /issecret=true\](API-\w+)\n/.exec(stdout)?.[1] ?? '';

  expect(server.liveKeys().map((live) => live.key)).toEqual([key]);
  expect(await shell(use?.script ?? '', server, folder, { OCTOPUS_API_KEY: key })).toBe('200 admin\n');
});

test('GitLab CI: a job that uses the key and leaves none', { tag: '@extended' }, async ({
  startServer,
  folder,
}) => {
  const server = await startServer();
  await checkOut(folder);
  const { script } = parse(findBlock('GitLab CI')) as { script: string[] };

  expect(await shell(script.join('\n'), server, folder, { GITLAB_CI: 'true' })).toBe('200 admin\n');
  expect(server.liveKeys()).toEqual([]);
});

test('TeamCity: the parameter', { tag: '@extended' }, async ({ startServer, folder }) => {
  const server = await startServer();
  await checkOut(folder);
  const stdout = await shell(findBlock('TeamCity'), server, folder, { TEAMCITY_VERSION: '2025.07' });

  expect(stdout).toContain(`setParameter name='env.OCTOPUS_API_KEY' value='${server.liveKeys()[0]?.key}'`);
});

test('Kubernetes: the secret holds the key and nothing more', { tag: '@extended' }, async ({
  startServer,
  folder,
}) => {
  requireTool('kubectl');
  const server = await startServer();
  await checkOut(folder);
  // There is no cluster here: the same command shows what it would send to one.
  const command = findBlock('Kubernetes').replace(/'\n$/, " --dry-run=client --output=json'\n");
  const { data } = JSON.parse(await shell(command, server, folder)) as { data: { key: string } };

  expect(Buffer.from(data.key, 'base64').toString()).toBe(server.liveKeys()[0]?.key);
});

test('Vault: the secret holds the key and nothing more', async ({ startServer, folder }) => {
  requireTool('vault');
  const server = await startServer();
  await checkOut(folder);
  const command = findBlock('Vault').replace('vault kv put', 'vault kv put -output-curl-string');

  expect(await shell(command, server, folder)).toContain(server.liveKeys()[0]?.key);
});

/** Runs a playbook, and finds out whether any user of the machine could see the password while its command runs. */
async function play(
  playbook: string,
  server: StandIn,
  folder: string,
): Promise<{ output: string; isShown: boolean }> {
  requireTool('ansible-playbook');
  await writeFile(join(folder, 'playbook.yml'), playbook);
  const variables = {
    octopus_key_mint: folder,
    octopus_url: server.url,
    octopus_password: server.password,
  };
  await writeFile(join(folder, 'variables.json'), JSON.stringify(variables));
  const seen = join(folder, 'processes');
  const look = `cat /proc/[0-9]*/cmdline > '${seen}' 2> /dev/null`;
  const env = {
    ...{ ANSIBLE_HOME: join(folder, 'ansible'), ANSIBLE_LOCALHOST_WARNING: 'False', HOME: folder },
    ...(await writeProgram(folder, 'npx', `${look}\nexec '${findProgram('npx')}' "$@"`)),
    OCTOPUS_PASSWORD: '',
  };
  const command = 'ansible-playbook --connection local --extra-vars @variables.json playbook.yml';
  const output = await shell(command, server, folder, env);
  const lines = readFileSync(seen, 'utf8');
  if (existsSync('/proc')) expect(lines.includes('AnsiballZ_command')).toBe(true);
  return { output, isShown: lines.includes(server.password) };
}

test('Ansible: the playbook, run twice, leaves one key, and no process shows the password', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer({ password: 'Fake-Passw0rd-of-a-playbook' });
  await checkOut(folder);
  const runs = [
    await play(findBlock('Ansible'), server, folder),
    await play(findBlock('Ansible'), server, folder),
  ];

  expect(server.madeKeys()).toHaveLength(2);
  expect(server.liveKeys().map(({ purpose }) => purpose)).toEqual(['Ansible']);
  expect(runs.map(({ isShown }) => isShown)).toEqual([false, false]);
  for (const { key } of server.madeKeys()) for (const { output } of runs) expect(output).not.toContain(key);
});

/** Puts a program on the path that keeps its words, and what stands on its standard input. */
async function pretend(name: string, folder: string): Promise<Record<string, string>> {
  const [words, input] = ['words', 'input'].map((what) => join(folder, `${name}.${what}`));
  return await writeProgram(folder, name, `printf '%s ' "$@" > '${words}'; cat > '${input}'`);
}

/**
 * Puts a program of that name on the path.
 * @param script of a shell
 * @returns the path
 */
async function writeProgram(folder: string, name: string, script: string): Promise<Record<string, string>> {
  await mkdir(join(folder, 'bin'), { recursive: true });
  await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
}

test('the MCP server: an agent has an account, and each session a key that is gone when it ends', {
  tag: '@extended',
}, async ({ startServer, runCommand, folder }) => {
  const server = await startServer({ edition: '2026-10' });
  await checkOut(folder);
  await shell(findBlock('The MCP server').replace('Readers', 'Deployers'), server, folder);
  expect(server.members('Deployers')).toContain('mcp');
  expect(server.liveKeys()).toMatchObject([{ userId: 'Users-5', actorType: 'AiAgent' }]);

  const { mcpServers } = JSON.parse(findBlock('The MCP server', 1)) as {
    mcpServers: { octopusdeploy: { command: string; args: string[]; env: Record<string, string> } };
  };
  const { command, args, env } = mcpServers.octopusdeploy;
  const [verb, ...words] = args;
  expect([command, verb]).toEqual(['octopus-key-mint', 'with-key']);
  const answers = `process.stdin.once('data', async (asked) => {
    const { OCTOPUS_SERVER_URL: url, OCTOPUS_API_KEY: key } = process.env;
    const reply = await fetch(url + '/api/users/me', { headers: { 'X-Octopus-ApiKey': key } });
    console.log(JSON.stringify({ asked: String(asked), who: (await reply.json()).Username }));
  })`;
  await mkdir(join(folder, 'bin'));
  const script = `#!/bin/sh\n[ "$*" = '-y @octopusdeploy/mcp-server' ] && exec "${process.execPath}" -e "${answers}"\n`;
  await writeFile(join(folder, 'bin', 'npx'), script, { mode: 0o755 });
  await writeFile(join(folder, 'password'), server.password, { mode: 0o600 });
  const { stdout, stderr } = await runCommand('with-key', {
    words,
    input: 'a question',
    env: {
      ...{ ...env, OCTOPUS_URL: server.url, OCTOPUS_USERNAME: server.username },
      ...{
        OCTOPUS_PASSWORD_FILE: join(folder, 'password'),
        PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      },
    },
  });

  expect(JSON.parse(stdout)).toEqual({ asked: 'a question', who: 'mcp' });
  expect(stderr).toBe('');
  expect(server.madeKeys().map(({ actorType }) => actorType)).toEqual(['AiAgent', 'AiAgent']);
  expect(server.liveKeys()).toHaveLength(1);
});

const DAY = 86_400_000;
const before = (days: number) => new Date(Date.now() - days * DAY);
const keysOf = (server: StandIn, purpose: string) =>
  server.liveKeys().filter((key) => key.purpose === purpose);

test('cron: the file holds a key that is replaced when it is old, and the mail is empty', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer();
  await checkOut(folder);
  const { key: speaks } = server.addKey('speaks');
  const line = findBlock('cron')
    .replace(/^(?:[\d*]+ ){5}/, '')
    .replace('/opt/octopus-key-mint', folder)
    .replace('/etc/octopus', folder);
  const run = async () => {
    // That there is a newer npm is news of npm's, which it would ask the registry for.
    const env = { OCTOPUS_URL: server.url, OCTOPUS_API_KEY: speaks, npm_config_update_notifier: 'false' };
    const outcome = await runProgram('sh', { args: ['-c', line], cwd: '/', env });
    expect(outcome.stdout + outcome.stderr).toBe('');
    return readFileSync(join(folder, 'backup.key'), 'utf8');
  };
  const [old, older] = [
    server.addKey('Backup', { created: before(21) }),
    server.addKey('Backup', { created: before(42) }),
  ];
  const made = await run();
  expect(keysOf(server, 'Backup').map(({ key }) => `${key}\n`)).toEqual([made, `${old.key}\n`]);
  expect(await run()).toBe(made);
  expect(server.madeKeys()).toHaveLength(4);
  expect(server.liveKeys()).not.toContain(older);
});

test('a Kubernetes CronJob: Vault gets the key, and the old one lives on', async ({
  startServer,
  runCommand,
  folder,
}) => {
  const server = await startServer();
  const { jobTemplate } = (parse(readFileSync('deploy/rotate-key.yaml', 'utf8')) as { spec: CronJobSpec })
    .spec;
  const [container] = jobTemplate.spec.template.spec.containers;
  const [verb, ...words] = container?.args ?? [];
  const secrets = '/run/secrets/octopus';
  for (const name of ['password', 'vault-token'])
    await writeFile(join(folder, name), name === 'password' ? server.password : 'fake-token', {
      mode: 0o600,
    });
  const named = Object.fromEntries(
    (container?.env ?? []).map(({ name, value }) => [name, value.replace(secrets, folder)]),
  );
  const env = {
    ...named,
    ...(await pretend('vault', folder)),
    OCTOPUS_URL: server.url,
    OCTOPUS_USERNAME: server.username,
  };
  server.addKey('terraform', { userId: 'Users-4', created: before(21) });
  const { code, stderr } = await runCommand('rotate-key', {
    env,
    words: words.map((word) =>
      word.replace(secrets, folder).replace(/^(--service-account)=.*/, '$1=service'),
    ),
  });

  expect(code, stderr).toBe(0);
  expect(verb).toBe('rotate');
  const [made] = keysOf(server, 'terraform');
  expect(readFileSync(join(folder, 'vault.input'), 'utf8')).toBe(made?.key);
  expect(readFileSync(join(folder, 'vault.words'), 'utf8')).toBe(
    'kv put -mount=secret octopus/terraform key=- ',
  );
  expect(keysOf(server, 'terraform')).toHaveLength(2);
});

interface CronJobSpec {
  readonly jobTemplate: {
    readonly spec: {
      readonly template: {
        readonly spec: {
          readonly containers: readonly {
            readonly args: readonly string[];
            readonly env: readonly { readonly name: string; readonly value: string }[];
          }[];
        };
      };
    };
  };
}

test("GitHub's schedule: the secret is replaced when the key is old, and left when it is not", {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer();
  await checkOut(folder);
  const { key: speaks } = server.addKey('speaks');
  const [step] = parse(findBlock("GitHub's schedule")) as { run: string }[];
  const whole = parse(readFileSync('examples/github-rotate.yml', 'utf8')) as {
    jobs: { rotate: { steps: { run?: string }[] } };
  };
  expect(whole.jobs.rotate.steps.at(-1)?.run).toBe(step?.run);
  const env = { ...(await pretend('gh', folder)), OCTOPUS_API_KEY: speaks, OCTOPUS_PASSWORD: '' };
  for (const run of [1, 2]) {
    await shell(step?.run ?? '', server, folder, env);
    expect(readFileSync(join(folder, 'gh.input'), 'utf8'), `run ${run}`).toBe(
      keysOf(server, 'GitHub Actions')[0]?.key,
    );
  }
  expect(readFileSync(join(folder, 'gh.words'), 'utf8')).toBe('secret set OCTOPUS_API_KEY ');
  expect(keysOf(server, 'GitHub Actions')).toHaveLength(1);
});

test('Terraform: an ephemeral variable has the key, and neither the plan nor the state does', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  requireTool('terraform');
  const server = await startServer();
  await checkOut(folder);
  const uses =
    'provisioner "local-exec" {\n    command = "./provision.sh > used"\n    environment = { OCTOPUS_API_KEY = var.octopus_api_key }\n  }';
  await writeFile(
    join(folder, 'main.tf'),
    `${findBlock('Terraform', 1)}\nresource "terraform_data" "use" {\n  ${uses}\n}\n`,
  );
  const env = { TF_CLI_ARGS_apply: '-auto-approve', CHECKPOINT_DISABLE: '1' };
  await shell('terraform init', server, folder, env);
  await shell(findBlock('Terraform', 2), server, folder, env);

  expect(readFileSync(join(folder, 'used'), 'utf8')).toBe('200 admin\n');
  expect(readFileSync(join(folder, 'terraform.tfstate'), 'utf8')).not.toContain(server.madeKeys()[0]?.key);
  expect(server.liveKeys()).toEqual([]);
});

test('Terraform: what the external data source runs gives a flat object, and a plan leaves the key of the one before alive', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer();
  await checkOut(folder);
  const block = findBlock('Terraform', 3);
  const [program = '', ...args] = JSON.parse(/program\s+= (\[.*\])/.exec(block)?.[1] ?? '[]') as string[];
  const line = {
    args,
    cwd: folder,
    env: credentials(server),
    stdin: JSON.stringify({ purpose: 'Terraform', expires_in: '1d' }),
  };
  const keys = [await runProgram(program, line), await runProgram(program, line)].map(
    ({ stdout }) => (JSON.parse(stdout) as { api_key: string }).api_key,
  );
  expect(keysOf(server, 'Terraform').map(({ key }) => key)).toEqual(keys.reverse());
});

test('Terraform: what it runs has the key, and its state does not', { tag: '@extended' }, async ({
  startServer,
  folder,
}) => {
  requireTool('terraform');
  const server = await startServer();
  await checkOut(folder);
  const uses = 'provisioner "local-exec" { command = "./provision.sh > used" }';
  await writeFile(join(folder, 'main.tf'), `resource "terraform_data" "use" {\n  ${uses}\n}\n`);
  const env = { TF_CLI_ARGS_apply: '-auto-approve', CHECKPOINT_DISABLE: '1' };
  await shell('terraform init', server, folder, env);
  await shell(findBlock('Terraform'), server, folder, env);

  expect(readFileSync(join(folder, 'used'), 'utf8')).toBe('200 admin\n');
  expect(readFileSync(join(folder, 'terraform.tfstate'), 'utf8')).not.toContain(server.madeKeys()[0]?.key);
  expect(server.liveKeys()).toEqual([]);
});

const USES_TOKEN = `fetch(process.env.OCTOPUS_URL + '/api/users/me', { headers: { Authorization: 'Bearer ' + process.env.OCTOPUS_ACCESS_TOKEN } })
  .then(async (reply) => console.log([reply.status, (await reply.json()).Username, process.argv.slice(1)].join(' ')))`;

test('the first terraform apply on an empty server: the account comes to be, and the job has neither a key nor a password', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer({ edition: '2026', takesLoopbackIssuers: true });
  await using issuer = await startTokenIssuer();
  await using github = await serveGithub({ issuer });
  await checkOut(folder);
  const path = await writeProgram(folder, 'terraform', `exec "${process.execPath}" -e "${USES_TOKEN}" "$@"`);
  // GitHub's own issuer is out of reach here.
  const trust = findBlock('First terraform apply').replace(
    '--github acme/infrastructure --branch main',
    `--issuer ${issuer.issuer} --subject repo:acme/shop:ref:refs/heads/main --format json`,
  );
  expect(trust).toContain(issuer.issuer);
  const { serviceAccountId } = JSON.parse(await shell(trust, server, folder)) as { serviceAccountId: string };
  const job = { OCTOPUS_URL: server.url, OCTOPUS_SERVICE_ACCOUNT_ID: serviceAccountId, ...github.env };
  const env = { ...job, ...path };
  const line = { args: ['-c', findBlock('First terraform apply', 1)], cwd: folder, env };

  expect((await runProgram('sh', line)).stdout).toBe('200 terraform apply,-auto-approve\n');
  expect(server.madeKeys()).toEqual([]);
});

test('the first run of a container: a server that is still starting is waited for, and its key is gone afterwards', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer({ startingForMs: 3_000 });
  await checkOut(folder);
  const env = await writeProgram(folder, 'docker', 'echo "docker $*"');

  expect(await shell(findBlock('First run of Docker'), server, folder, env)).toBe(
    'docker compose up --detach\n200 admin\n',
  );
  expect(server.madeKeys()).toMatchObject([{ purpose: 'first run' }]);
  expect(server.liveKeys()).toEqual([]);
});

test('the first run of Ansible: its task provisions, leaves no key, and no process shows the password', {
  tag: '@extended',
}, async ({ startServer, folder }) => {
  const server = await startServer({ password: 'Fake-Passw0rd-of-a-first-run' });
  await checkOut(folder);
  const task = findBlock('First run of Ansible').replace('./provision.sh', 'sh -c "./provision.sh > used"');
  const { isShown } = await play(
    `- hosts: localhost\n  tasks:\n${task.replace(/^/gm, '    ')}`,
    server,
    folder,
  );

  expect(readFileSync(join(folder, 'used'), 'utf8')).toBe('200 admin\n');
  expect(server.madeKeys()).toMatchObject([{ purpose: 'first run' }]);
  expect(server.liveKeys()).toEqual([]);
  expect(isShown).toBe(false);
});

test('no example has a key or a token on a command line: curl reads it', async ({ folder }) => {
  const path = {
    // Has nothing to set up, and only runs what is to have the key.
    ...(await writeProgram(folder, 'npm', '')),
    ...(await writeProgram(folder, 'npx', 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"')),
    ...(await pretend('curl', folder)),
  };
  const env = { ...path, OCTOPUS_URL: 'https://octopus.example', ...SECRETS };
  const files = (await readdir('examples')).filter((name) => name.endsWith('.yml'));
  const scripts = files.flatMap((name) => findScripts(parse(readFileSync(`examples/${name}`, 'utf8'))));
  const using = scripts.filter((script) => script.includes('curl '));
  expect(using).toHaveLength(5);
  for (const script of using) {
    await runProgram('sh', { args: ['-c', script], env });
    const words = readFileSync(join(folder, 'curl.words'), 'utf8');
    expect(words).toContain('--header @- https://octopus.example/api/users/me ');
    for (const secret of Object.values(SECRETS)) expect(words).not.toContain(secret);
    expect(HEADERS).toContain(readFileSync(join(folder, 'curl.input'), 'utf8').trim());
  }
});

const SECRETS = { OCTOPUS_API_KEY: 'API-FAKE', OCTOPUS_ACCESS_TOKEN: 'fake.access.token' };
const HEADERS = ['X-Octopus-ApiKey: API-FAKE', 'Authorization: Bearer fake.access.token'];
