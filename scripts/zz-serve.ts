import { startStandIn } from '/work/main/scripts/stand-in/stand-in.ts';

const [port, heavy] = process.argv.slice(2);
startStandIn({ port: Number(port), heavy: heavy === 'heavy', password: 'fake-password' }).then((s) =>
  console.log(s.url),
);
