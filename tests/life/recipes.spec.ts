import { readFileSync } from 'node:fs';
import { readdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { load as parse } from 'js-yaml';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { findProgram } from '../find-program.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { runProgram } from '../start-command.ts';

test.use({ sharesBrowser: true });

// The commands of docs/recipes.md, as they stand there, where their tools are there and free.

const recipes = readFileSync('docs/recipes.md', 'utf8');

/** @returns the first code block of a recipe */
function findBlock(name: string): string {
  const [, recipe = ''] = recipes.split(new RegExp(`^\\*\\*${name}\\b`, 'm'));
  return /```\w+\n([\s\S]*?)```/.exec(recipe)?.[1] ?? '';
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

test('Ansible: the playbook, run twice, leaves one key', { tag: '@extended' }, async ({
  startServer,
  folder,
}) => {
  requireTool('ansible-playbook');
  const server = await startServer();
  await checkOut(folder);
  await writeFile(join(folder, 'playbook.yml'), findBlock('Ansible'));
  const variables = {
    octopus_key_mint: folder,
    octopus_url: server.url,
    octopus_password: server.password,
  };
  await writeFile(join(folder, 'variables.json'), JSON.stringify(variables));
  const env = { ANSIBLE_HOME: join(folder, 'ansible'), ANSIBLE_LOCALHOST_WARNING: 'False', HOME: folder };
  const command = 'ansible-playbook --connection local --extra-vars @variables.json playbook.yml';
  const first = await shell(command, server, folder, { ...env, OCTOPUS_PASSWORD: '' });
  const second = await shell(command, server, folder, { ...env, OCTOPUS_PASSWORD: '' });

  expect(server.madeKeys()).toHaveLength(2);
  expect(server.liveKeys().map(({ purpose }) => purpose)).toEqual(['Ansible']);
  for (const { key } of server.madeKeys()) expect(first + second).not.toContain(key);
});

test('Terraform: what it runs has the key, and its state does not', async ({ startServer, folder }) => {
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
