import { createInterface } from 'node:readline';
import { startStandIn } from '../stand-in/stand-in.ts';

// Serves stand-ins in a process of their own: prints where they are, then for each line that it reads takes all keys back
// and prints how long it has worked. It ends with whoever started it.
const [count, kind] = process.argv.slice(2);

async function serveAll(): Promise<void> {
  const servers = await Promise.all(
    Array.from({ length: Number(count) }, () => startStandIn({ heavy: kind === 'heavy' })),
  );
  const say = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`);
  const asking = createInterface(process.stdin).on('line', (asked) => {
    for (const server of servers) server.revokeKeys();
    const { user, system } = process.cpuUsage();
    say({ asked, cpu: (user + system) / 1e6 });
  });
  asking.once('close', () => process.exit());
  const [first] = servers;
  say({ urls: servers.map(({ url }) => url), username: first?.username, password: first?.password });
}

serveAll();
