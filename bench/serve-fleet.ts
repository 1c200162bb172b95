import { startStandIn } from '../stand-in/stand-in.ts';

// Serves stand-ins in a process of their own, and prints where they are and how long they have worked, when asked.
const [count, kind] = process.argv.slice(2);

async function serveAll(): Promise<void> {
  const servers = await Promise.all(
    Array.from({ length: Number(count) }, () => startStandIn({ heavy: kind === 'heavy' })),
  );
  process.on('message', (wish) => {
    if (wish === 'forget') for (const server of servers) server.revokeKeys();
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: (user + system) / 1e6, keys: servers.map((server) => server.liveKeys().length) });
  });
  const [first] = servers;
  process.send?.({
    urls: servers.map(({ url }) => url),
    username: first?.username,
    password: first?.password,
  });
}

serveAll();
