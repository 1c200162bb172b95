// Who may import whom in src/: only what stands below, and beside only what is named.
const rooms = {
  commands: [
    'cli',
    'session',
    'keys',
    'delivery',
    'fleet',
    'doctor',
    'inspect',
    'report',
    'trust',
    'api',
    'browser',
  ],
  cli: ['core', 'secrets'],
  fleet: ['session', 'keys', 'delivery', 'trust', 'report', 'api', 'browser'],
  doctor: ['session', 'keys', 'delivery', 'portal', 'sso', 'api', 'browser'],
  inspect: ['session', 'keys', 'report', 'portal', 'api', 'browser'],
  report: ['fleet'],
  session: ['portal', 'sso', 'api', 'browser'],
  keys: ['session', 'api'],
  delivery: [],
  trust: ['session', 'keys', 'api'],
  portal: ['in-page', 'api', 'browser'],
  sso: ['in-page', 'portal', 'api', 'browser'],
  api: [],
  browser: ['in-page', 'generated'],
  'in-page': [],
  core: ['secrets'],
  secrets: [],
};
const EVERYWHERE = ['core', 'secrets'];
const SECLUDED = ['in-page', 'core', 'secrets'];

function keepRoom([room, known]) {
  const allowed = [room, ...known, ...(SECLUDED.includes(room) ? [] : EVERYWHERE)];
  return {
    name: `${room}-knows`,
    comment: `src/${room} may import of src/ only: ${allowed.join(', ')}`,
    severity: 'error',
    from: { path: `^src/${room}/` },
    to: { path: '^src/', pathNot: `^src/(?:${allowed.join('|')})/` },
  };
}

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'commands-and-stand-in-behind-scripts',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '^(?:src|stand-in|tests|bench)/', pathNot: '^(?:src/commands|stand-in)/' },
    },
    {
      name: 'stand-in-and-product-apart',
      comment: 'They share no code, so that a mistake in one shows in the other.',
      severity: 'error',
      from: { path: '^(src|stand-in)/' },
      to: { path: '^(?:src|stand-in|tests|bench|scripts)/', pathNot: '^$1/' },
    },
    {
      name: 'cli-without-playwright',
      severity: 'error',
      from: { path: '^src/(?:cli|core|secrets|keys|delivery|fleet)/' },
      to: { path: 'node_modules/(?:playwright|playwright-core|@playwright)/' },
    },
    {
      name: 'in-page-without-node',
      severity: 'error',
      from: { path: '^src/in-page/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'] },
    },
    ...Object.entries(rooms).map(keepRoom),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'types'],
    },
  },
};
