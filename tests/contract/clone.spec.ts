import { symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { StandIn } from '../../stand-in/stand-in.ts';
import { credentials, expect, test } from '../fixtures.ts';
import { startProgram } from '../start-command.ts';

// All other tests start the commands from their bundle. Here each is started as the README has it.

interface PublishedLine {
  readonly words?: readonly string[];
  /** What it shows that the command did its work. */
  readonly check?: (server: StandIn, stdout: string) => void;
}

const PURPOSE = 'octopus-key-mint';

const lines: Readonly<Record<string, PublishedLine>> = {
  'mint-key': {
    check: (server, stdout) => expect(server.liveKeys().map(({ key }) => `${key}\n`)).toContain(stdout),
  },
  'with-key': {
    words: ['--', process.execPath, '-p', 'process.env.OCTOPUS_API_KEY'],
    check: (server, stdout) => {
      expect(server.madeKeys().map(({ key }) => `${key}\n`)).toContain(stdout);
      expect(server.liveKeys()).toHaveLength(1);
    },
  },
  'rotate-key': { check: (server) => expect(server.madeKeys()).toHaveLength(2) },
  'list-keys': { check: (_, stdout) => expect(stdout).toContain(PURPOSE) },
  'revoke-key': { words: ['--purpose', PURPOSE], check: (server) => expect(server.liveKeys()).toEqual([]) },
  'sign-in': {
    words: ['--save-session', 'session'],
    check: (server) => expect(server.liveSessions()).toBe(1),
  },
  doctor: { check: (_, stdout) => expect(stdout).toMatch(/^ok +/m) },
  'inspect-portal': { check: (_, stdout) => expect(stdout).toMatch(/^Mirrors/) },
  'mint-fleet': {
    words: ['fleet.yaml'],
    check: (server) => expect(server.liveKeys().map(({ purpose }) => purpose)).toContain('fleet'),
  },
};

for (const [command, { words = [], check }] of Object.entries(lines)) {
  const tag = command === 'mint-key' ? [] : '@extended';
  test(`npx ts-node scripts/${command}.ts does its work in a clone`, { tag }, async ({
    startServer,
    folder,
  }) => {
    const server = await startServer();
    server.addKey(PURPOSE);
    const manifest = `servers:
  - url: ${server.url}
    signIn: { username: ${server.username}, password: { env: FLEET_PASSWORD } }
    keys: [{ purpose: fleet, deliver: { file: fleet.key } }]
`;
    await writeFile(join(folder, 'fleet.yaml'), manifest);
    // A clone's own folder may hold a developer's .env.
    await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
    const env = {
      ...credentials(server),
      FLEET_PASSWORD: server.password,
      OCTOPUS_SESSION_KEY: 'fake-session-key-for-tests',
      // npm would ask its registry for a newer npm.
      npm_config_update_notifier: 'false',
    };
    const args = ['--no-install', 'ts-node', resolve(`scripts/${command}.ts`), ...words];
    const { code, stdout, stderr } = await startProgram('npx', { args, env, cwd: folder }).exited;

    expect(code, stderr).toBe(0);
    check?.(server, stdout);
  });
}
